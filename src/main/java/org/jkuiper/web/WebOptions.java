package org.jkuiper.web;

import java.net.URI;

/**
 * What a server needs to know.
 *
 * @param ekuiper eKuiper's REST address
 * @param broker the broker's address as this machine has it
 * @param brokerOfEkuiper the same broker's address as eKuiper has it, which may run elsewhere
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any that is free
 */
public record WebOptions(
    URI ekuiper, BrokerAddress broker, BrokerAddress brokerOfEkuiper, String host, int port) {}

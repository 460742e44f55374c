/**
 * Internal: the server of {@code jkuiper web}, a page on which pictures go through a rule.
 *
 * <p>Pictures come by HTTP ({@code Uploads}), wait in the {@code Courier}, and go one at a time
 * over MQTT ({@code Broker}) through the rule that {@code RuleKeeper} keeps in eKuiper. What is
 * live goes to the page as server-sent events ({@code Events}).
 */
@org.jspecify.annotations.NullMarked
package org.jkuiper.web;

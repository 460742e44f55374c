package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** eKuiper's Python sample, in Java: a rule from source through function to sink. */
class PysamIT extends ExampleLife {
  PysamIT() {
    super(
        new Example(
            "pysam",
            "pyjson",
            "print",
            "revert",
            "DATASOURCE=\"x\"",
            "revert(name) AS eman, value",
            "print",
            2));
  }

  @Test
  void theResultsReachItsSink() {
    assertTrue(
        kuiperd.log().contains("symbol=print: [{\"eman\":\"nosjyp\",\"value\":2021}]"),
        this::story);
  }

  @Test
  @Order(3)
  void ekuipersManagerShowsIt() throws Exception {
    assertTrue(kuiperd.get("/metadata/sources/pyjson").contains("JSON generator"));
    assertTrue(kuiperd.get("/metadata/sinks/print").contains("Writes each result to the log"));
  }
}

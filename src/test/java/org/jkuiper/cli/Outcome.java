package org.jkuiper.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a run of the command line gave. */
record Outcome(int status, String out, String err) {

  static Outcome of(Object... words) {
    String[] args = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      args[i] = words[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Jkuiper.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Outcome(line.execute(args), out.toString(), err.toString());
  }
}

package org.jkuiper.models;

/** Is told how a download goes on. */
public interface Progress {

  /**
   * A file comes, or a part of it that was missing.
   *
   * @param from the URL, or the file, that it comes from
   */
  void begin(String from);

  /**
   * So much is there; called often.
   *
   * @param bytes how much of the file is there, with what was there before
   * @param total its size, or -1 if the server does not tell
   */
  void at(long bytes, long total);

  /** The connection broke, and another one goes on from where it did. */
  void again();

  /** Nothing more comes. Also called after a failure, if it was begun. */
  void end();
}

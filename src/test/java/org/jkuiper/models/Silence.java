package org.jkuiper.models;

/** Somebody who does not listen. */
final class Silence implements Progress {
  @Override
  public void begin(String from) {}

  @Override
  public void at(long bytes, long total) {}

  @Override
  public void again() {}

  @Override
  public void end() {}
}

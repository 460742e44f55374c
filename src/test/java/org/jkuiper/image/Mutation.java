package org.jkuiper.image;

import java.util.Arrays;
import java.util.Random;

/** A picture as broken software and noisy lines leave it. */
public final class Mutation {
  private Mutation() {}

  /** Some bytes changed, a run of bytes moved, repeated or left out, or the end cut off. */
  public static byte[] of(byte[] picture, Random random) {
    byte[] mutant = picture.clone();
    int at = random.nextInt(mutant.length);
    int length = 1 + random.nextInt(Math.min(16, mutant.length - at));
    switch (random.nextInt(5)) {
      case 0 -> mutant = Arrays.copyOf(mutant, at);
      case 1 ->
          System.arraycopy(picture, at, mutant, random.nextInt(mutant.length - length + 1), length);
      case 2 -> {
        mutant = Arrays.copyOf(mutant, mutant.length - length);
        System.arraycopy(picture, at + length, mutant, at, picture.length - at - length);
      }
      default -> {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
          // Half of the changes in the header, where they tell most.
          int within = random.nextBoolean() ? mutant.length : Math.min(64, mutant.length);
          mutant[random.nextInt(within)] =
              (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
        }
      }
    }
    return mutant;
  }
}

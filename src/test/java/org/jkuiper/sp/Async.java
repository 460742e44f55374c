package org.jkuiper.sp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A blocking call on a daemon thread of its own. */
final class Async {
  private Async() {}

  interface Call<T> {
    T call() throws Exception;
  }

  interface Action {
    void run() throws Exception;
  }

  static <T> CompletableFuture<T> call(Call<T> call) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(call.call());
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  static CompletableFuture<Void> run(Action action) {
    return call(
        () -> {
          action.run();
          return null;
        });
  }

  static Throwable fault(CompletableFuture<?> failing) {
    return assertThrows(ExecutionException.class, failing::get).getCause();
  }
}

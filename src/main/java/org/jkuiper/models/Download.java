package org.jkuiper.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file by HTTP. What is there already of it is not fetched again (RFC 9110, section 14), and a
 * connection that breaks is replaced by another one as long as each brings something.
 *
 * <p>It does not know whether the parts fit together: a SHA-256 must tell. It is not java.net.http,
 * whose timeout ends with the headers, so that a server that falls silent would hold it forever.
 */
final class Download {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 30_000;
  private static final int MOST_FRUITLESS = 2;
  private static final int UNSATISFIABLE = 416;
  private static final Set<Integer> LATER = Set.of(429, 500, 502, 503, 504);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+)");

  private static final String GOES_ON = ", it goes on from there";

  /** What the JDK says of a body that ends too early, which tells a person no more. */
  private static final String PREMATURE = "Premature EOF";

  private final URI url;
  private final FileChannel part;
  private final FileStore disk;
  private final Progress progress;
  private final int silenceMillis;

  /** What tells the server whether its file is still that of the connection before. */
  private @Nullable String validator;

  /**
   * Fetches a file.
   *
   * @param file where {@code part} is; for the messages and the room on its disk
   * @param part open for reading and writing; what it holds is the beginning of the file
   * @throws IOException if it cannot be had whole; one sentence says why and what to do. What came
   *     stays in {@code part}
   */
  static void fetch(URI url, Path file, FileChannel part, Progress progress) throws IOException {
    fetch(url, file, part, progress, SILENCE_MILLIS);
  }

  /** The same with another limit of the time in which a server may be silent. */
  static void fetch(URI url, Path file, FileChannel part, Progress progress, int silenceMillis)
      throws IOException {
    if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
      throw new IOException(url + " is no address of http or https");
    }
    new Download(url, Files.getFileStore(file), part, progress, silenceMillis).run();
  }

  private Download(
      URI url, FileStore disk, FileChannel part, Progress progress, int silenceMillis) {
    this.url = url;
    this.disk = disk;
    this.part = part;
    this.progress = progress;
    this.silenceMillis = silenceMillis;
  }

  private void run() throws IOException {
    progress.begin(url.toString());
    try {
      int fruitless = 0;
      for (boolean whole = false; !whole; ) {
        long before = part.size();
        try {
          whole = connect();
        } catch (BrokenException e) {
          fruitless = part.size() > before ? 0 : fruitless + 1;
          if (fruitless == MOST_FRUITLESS) {
            throw e;
          }
          progress.again();
        }
      }
    } finally {
      progress.end();
    }
  }

  /** One connection. Returns whether the file is whole; if not, another one goes on. */
  private boolean connect() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(silenceMillis);
    connection.setUseCaches(false);
    long have = part.size();
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
      if (validator != null) {
        connection.setRequestProperty("If-Range", validator);
      }
    }
    try {
      int status = status(connection);
      switch (status) {
        case HttpURLConnection.HTTP_OK -> {
          part.truncate(0);
          return body(connection, connection.getContentLengthLong());
        }
        case HttpURLConnection.HTTP_PARTIAL -> {
          return body(connection, rest(connection, have));
        }
        case UNSATISFIABLE -> {
          // Either nothing is missing, or it is another file by now.
          boolean whole = contentRange(connection, 2) == have;
          if (!whole) {
            if (have == 0) {
              throw refused(status);
            }
            part.truncate(0);
          }
          return whole;
        }
        default -> throw refused(status);
      }
    } finally {
      connection.disconnect();
    }
  }

  private int status(HttpURLConnection connection) throws IOException {
    try {
      return connection.getResponseCode();
    } catch (UnknownHostException e) {
      throw new IOException(
          "the host " + url.getHost() + " is unknown here: is this machine on a network?", e);
    } catch (ConnectException | NoRouteToHostException e) {
      throw new IOException(
          "%s cannot be reached (%s): is this machine on the internet, without a proxy?"
              .formatted(url.getHost(), e.getMessage()),
          e);
    } catch (SocketTimeoutException e) {
      throw new IOException(url.getHost() + " does not answer: try again later", e);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private IOException refused(int status) {
    String remedy = "";
    if (LATER.contains(status)) {
      remedy = ": try again later";
    } else if (status == HttpURLConnection.HTTP_NOT_FOUND
        || status == HttpURLConnection.HTTP_GONE) {
      remedy = ": it is not published there any more";
    }
    return new IOException(url + " gives HTTP status " + status + remedy);
  }

  /** The whole size of a file of which the part from {@code have} comes. */
  private long rest(HttpURLConnection connection, long have) throws IOException {
    if (contentRange(connection, 1) != have) {
      part.truncate(0);
      throw new IOException(url + " gives another part than was asked for: run it again");
    }
    return contentRange(connection, 2);
  }

  private static long contentRange(HttpURLConnection connection, int group) {
    String range = connection.getHeaderField("Content-Range");
    Matcher parts = CONTENT_RANGE.matcher(range == null ? "" : range);
    return parts.matches() && parts.group(group) != null ? Long.parseLong(parts.group(group)) : -1;
  }

  private boolean body(HttpURLConnection connection, long total) throws IOException {
    String tag = connection.getHeaderField("ETag");
    // A weak one says nothing of bytes.
    validator = tag != null && tag.startsWith("W/") ? null : tag;
    requireRoom(total - part.size());
    byte[] buffer = new byte[1 << 16];
    part.position(part.size());
    try (InputStream in = connection.getInputStream()) {
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        write(ByteBuffer.wrap(buffer, 0, count), total);
        progress.at(part.size(), total);
      }
    }
    if (total >= 0 && part.size() < total) {
      throw broken(null);
    }
    return true;
  }

  private int read(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void write(ByteBuffer bytes, long total) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        part.write(bytes);
      }
    } catch (IOException e) {
      requireRoom(Math.max(1, total - part.size()));
      throw e;
    }
  }

  private void requireRoom(long bytes) throws IOException {
    long room = disk.getUsableSpace();
    if (room < bytes) {
      throw new IOException(
          "the disk %s has room for %s where %s are to come: make room and run it again%s"
              .formatted(
                  disk.name(), megabytes(room), megabytes(bytes), part.size() > 0 ? GOES_ON : ""));
    }
  }

  private BrokenException broken(@Nullable IOException cause) throws IOException {
    String why =
        cause instanceof SocketTimeoutException
            ? url.getHost() + " fell silent"
            : "the connection to "
                + url.getHost()
                + " broke"
                + (cause == null || PREMATURE.equals(cause.getMessage())
                    ? ""
                    : " (" + cause.getMessage() + ")");
    return new BrokenException(
        part.size() == 0
            ? why + ": try again later"
            : why + " after " + megabytes(part.size()) + ": run it again" + GOES_ON,
        cause);
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Another connection may go on. */
  private static final class BrokenException extends IOException {
    BrokenException(String message, @Nullable IOException cause) {
      super(message, cause);
    }
  }
}

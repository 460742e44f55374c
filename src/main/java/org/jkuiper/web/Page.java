package org.jkuiper.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The page and its parts, which lie in our jar: {@code /} and {@code /assets/NAME}. A name has no
 * slash and begins with no dot, so that none leads elsewhere.
 */
final class Page extends Handler.Abstract.NonBlocking {
  private static final Pattern ASSET =
      Pattern.compile("/(assets/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.([a-z0-9]+))");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private static final class Part {
    final byte[] bytes;
    final String type;
    final String tag;

    Part(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
      this.tag = Page.tag(bytes);
    }
  }

  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    Part part = part(request.getHttpURI().getPath());
    if (part == null) {
      return false;
    }
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Replies.error(response, callback, 405, "this can only be read");
      return true;
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    response.getHeaders().put(HttpHeader.ETAG, part.tag);
    if (part.tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      callback.succeeded();
      return true;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, part.type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, part.bytes.length);
    response.write(true, ByteBuffer.wrap(part.bytes), callback);
    return true;
  }

  private @Nullable Part part(String path) throws IOException {
    Matcher asset = ASSET.matcher(path);
    if (path.equals("/")) {
      return part("index.html", "html");
    }
    return asset.matches() ? part(asset.group(1), asset.group(2)) : null;
  }

  private @Nullable Part part(String name, String extension) throws IOException {
    Part known = parts.get(name);
    String type = TYPES.get(extension);
    if (known != null || type == null) {
      return known;
    }
    try (InputStream in = Page.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        return null;
      }
      Part part = new Part(in.readAllBytes(), type);
      parts.put(name, part);
      return part;
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

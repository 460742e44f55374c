package org.jkuiper.web;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets no page of another site read or change anything: not by a name of its own for our address
 * (Host), not by a request from its page (Origin, Sec-Fetch-Site, and a header that a form cannot
 * send). Tells the browser to run and show what is ours alone.
 */
final class Guard extends Handler.Wrapper {
  /** Whoever changes something sends it; another site's script may not without our consent. */
  static final String OWN_HEADER = "X-Jkuiper";

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'; object-src 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(self), microphone=(), geolocation=()");

  private final AllowedHosts hosts;

  Guard(AllowedHosts hosts, Handler inner) {
    super(inner);
    this.hosts = hosts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
    String objection = objection(request);
    if (objection != null) {
      Replies.error(response, callback, 403, objection);
      return true;
    }
    return super.handle(request, response, callback);
  }

  private @Nullable String objection(Request request) {
    HttpFields headers = request.getHeaders();
    List<HttpField> named = headers.getFields(HttpHeader.HOST);
    String host = named.size() == 1 ? named.get(0).getValue() : null;
    if (!hosts.allows(host) || !hosts.allows(request.getHttpURI().getAuthority())) {
      return "this server goes by other names: open it by the address that it printed";
    }
    for (HttpField origin : headers.getFields(HttpHeader.ORIGIN)) {
      if (!origin.getValue().equalsIgnoreCase("http://" + host)) {
        return "no page of another site may ask this server";
      }
    }
    for (HttpField site : headers.getFields("Sec-Fetch-Site")) {
      // Who follows a link or types the address gets the page itself, and nothing else.
      if (!OWN_FETCHES.contains(site.getValue())
          && !"navigate".equals(headers.get("Sec-Fetch-Mode"))) {
        return "no page of another site may ask this server";
      }
    }
    if (!READING.contains(request.getMethod()) && !"1".equals(headers.get(OWN_HEADER))) {
      return "a request that changes something needs the header " + OWN_HEADER + ": 1";
    }
    return null;
  }
}

package io.flowmeter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies over the limit: at once by their declared length, else where they pass it. */
final class BodyLimitFilter extends OncePerRequestFilter {
  private final long usualBytes;
  private final Large large;
  private final ErrorReplies replies;

  /**
   * Routes that take more than the others.
   *
   * @param paths what their paths begin with
   */
  record Large(List<String> paths, long maxBytes) {}

  BodyLimitFilter(long usualBytes, Large large, ErrorReplies replies) {
    this.usualBytes = usualBytes;
    this.large = large;
    this.replies = replies;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long maxBytes = isLarge(request.getRequestURI()) ? large.maxBytes() : usualBytes;
    if (request.getContentLengthLong() > maxBytes) {
      replies.send(request, response, BodyTooLargeException.refusal(maxBytes));
      return;
    }
    // A declared length is enforced by the server itself; only an undeclared one needs counting.
    boolean undeclared = request.getContentLengthLong() < 0;
    chain.doFilter(undeclared ? new Counted(request, maxBytes) : request, response);
  }

  private boolean isLarge(String path) {
    return large.paths().stream().anyMatch(path::startsWith);
  }

  private static final class Counted extends HttpServletRequestWrapper {
    private final long maxBytes;

    Counted(HttpServletRequest request, long maxBytes) {
      super(request);
      this.maxBytes = maxBytes;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new CountedStream(super.getInputStream(), maxBytes);
    }
  }

  private static final class CountedStream extends ServletInputStream {
    private final ServletInputStream body;
    private final long maxBytes;
    private long bytes;

    CountedStream(ServletInputStream body, long maxBytes) {
      this.body = body;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int read = body.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = body.read(buffer, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int more) throws BodyTooLargeException {
      bytes += more;
      if (bytes > maxBytes) throw new BodyTooLargeException(maxBytes);
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}

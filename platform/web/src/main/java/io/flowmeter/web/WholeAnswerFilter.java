package io.flowmeter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a JSON answer leave in one piece that tells its length. Spring MVC flushes each answer just
 * before it ends, and what is flushed early leaves in chunks: a second write here, a second read at
 * the client.
 */
final class WholeAnswerFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, new Whole(response));
  }

  private static final class Whole extends HttpServletResponseWrapper {

    Whole(HttpServletResponse response) {
      super(response);
    }

    /** The container does it when the answer ends; what is streamed is of another type. */
    @Override
    public void flushBuffer() throws IOException {
      String type = getContentType();
      if (type == null || !type.startsWith(MediaType.APPLICATION_JSON_VALUE)) super.flushBuffer();
    }
  }
}

package io.flowmeter.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers in JSON what the container refuses before any filter or route is reached, such as a
 * malformed address.
 */
final class ContainerErrors extends ErrorReportValve {
  private final ErrorReplies replies;

  ContainerErrors(ErrorReplies replies) {
    this.replies = replies;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) return;
    String text = status >= 500 ? "Internal server error" : "Invalid request";
    try {
      replies.send(request, response, new ApiException(status, text));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // Whoever asked is gone, or has an answer already.
      container.getLogger().debug("an error could not be reported", e);
    }
  }
}

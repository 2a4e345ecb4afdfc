package io.flowmeter.proxy.chat;

import io.flowmeter.web.ApiException;

/** Refusals as clients are told of them. */
final class Refusals {
  private static final String SHORTLY = "5";

  private Refusals() {}

  static ApiException of(Admission.Refused refused) {
    return switch (refused) {
      case NO_ACCESS -> new ApiException(403, "Access denied to this chatflow");
      case UNKNOWN_CHATFLOW -> new ApiException(404, "Chatflow not found");
      case UPSTREAM_UNREACHABLE -> later(503, "The AI service cannot be reached");
      case FOREIGN_SESSION -> new ApiException(404, "Chat session not found or access denied");
      case SESSION_BUSY -> later(409, "Another answer is still being made in this session");
      case INSUFFICIENT_CREDITS -> new ApiException(402, "Insufficient credits");
      case INACTIVE_ACCOUNT -> new ApiException(403, "The user account is deleted or deactivated");
      case ACCOUNTING_UNAVAILABLE -> later(503, "The credit service cannot be reached");
      case KEY_REUSED -> new ApiException(422, "This Idempotency-Key was used for another request");
      case KEY_IN_PROGRESS -> later(409, "The request with this Idempotency-Key is being answered");
      case TOO_MANY -> later(503, "Too many answers are being made at the moment");
    };
  }

  private static ApiException later(int status, String message) {
    return new ApiException(status, message).header("Retry-After", SHORTLY);
  }
}

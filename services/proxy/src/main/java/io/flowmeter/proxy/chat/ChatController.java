package io.flowmeter.proxy.chat;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/chat/predict")
class ChatController {
  private static final int MAX_KEY_CHARACTERS = 200;

  private final Chats chats;
  private final Streaming streaming;
  private final ChatSettings settings;
  private final UploadCheck uploadCheck;

  ChatController(Chats chats, Streaming streaming, ChatSettings settings, UploadCheck uploadCheck) {
    this.uploadCheck = uploadCheck;
    this.chats = chats;
    this.streaming = streaming;
    this.settings = settings;
  }

  @PostMapping
  Prediction predict(
      Caller caller,
      @RequestBody ChatRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key)
      throws InterruptedException {
    return switch (admit(caller, request, key)) {
      case Admission.Admitted admitted -> Prediction.of(caller, admitted, await(admitted.run()));
      case Admission.Repeated(var recorded) -> Prediction.of(caller, request, recorded);
      case Admission.Refused refused -> throw Refusals.of(refused);
    };
  }

  @PostMapping("/stream/store")
  void streamAndStore(
      Caller caller,
      @RequestBody ChatRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletResponse response)
      throws IOException {
    stream(caller, request, key, true, response);
  }

  @PostMapping("/stream")
  void stream(
      Caller caller,
      @RequestBody ChatRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletResponse response)
      throws IOException {
    stream(caller, request, key, false, response);
  }

  private void stream(
      Caller caller,
      ChatRequest request,
      @Nullable String key,
      boolean named,
      HttpServletResponse response)
      throws IOException {
    switch (admit(caller, request, key)) {
      case Admission.Admitted admitted -> streaming.stream(admitted, named, response);
      case Admission.Repeated(var recorded) ->
          streaming.replay(recorded, String.valueOf(request.chatflowId()), named, response);
      case Admission.Refused refused -> throw Refusals.of(refused);
    }
  }

  private Admission admit(Caller caller, ChatRequest request, @Nullable String key) {
    Question question = Questions.check(request, settings, uploadCheck);
    if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARACTERS)) {
      throw new ApiException(
          422, "Idempotency-Key must have 1 to %d characters".formatted(MAX_KEY_CHARACTERS));
    }
    return chats.admit(caller, question, Optional.ofNullable(key));
  }

  /** Nobody reads the events one by one here. */
  private static Run.Result await(Run run) throws InterruptedException {
    run.pipe().ignore();
    try {
      return run.result().get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the completion was not settled", failure.getCause());
    }
  }
}

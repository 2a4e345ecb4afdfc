package io.flowmeter.proxy.chat;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP with small buffers. Each open stream keeps its own for as long as the model thinks;
 * what passes through them are events of some hundred bytes, one after the other.
 */
public final class SmallBuffers extends Http11NioProtocol {
  private static final int BYTES = 1024;

  /** A token goes out in one piece, together with those that arrived with it. */
  private static final int WRITE_BYTES = 2 * 1024;

  public SmallBuffers() {
    var socket = getEndpoint().getSocketProperties();
    socket.setAppReadBufSize(BYTES);
    socket.setAppWriteBufSize(WRITE_BYTES);
    setMaxTrailerSize(BYTES);
  }

  /** Of the bytes and the characters of an answer, which larger ones pass by. */
  @Override
  public int getDesiredBufferSize() {
    return BYTES;
  }
}

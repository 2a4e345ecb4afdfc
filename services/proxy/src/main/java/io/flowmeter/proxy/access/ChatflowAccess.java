package io.flowmeter.proxy.access;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.upstream.ChatflowId;

/** Decides who may use which flow. */
public final class ChatflowAccess {
  private final Mode mode;
  private final Assigned assigned;

  public enum Mode {
    /** Everybody who is logged in may use every flow. */
    OPEN,
    /** A person may use what was assigned to them, their role or group; an administrator all. */
    ASSIGNED
  }

  /** The flows that were given to people. */
  public interface Assigned {
    boolean isAssigned(Caller caller, ChatflowId chatflow);
  }

  public ChatflowAccess(Mode mode, Assigned assigned) {
    this.mode = mode;
    this.assigned = assigned;
  }

  public boolean permits(Caller caller, ChatflowId chatflow) {
    return permitsAll(caller) || assigned.isAssigned(caller, chatflow);
  }

  /** Whether no assignment is asked for. */
  public boolean permitsAll(Caller caller) {
    return mode == Mode.OPEN || caller.isAdmin();
  }
}

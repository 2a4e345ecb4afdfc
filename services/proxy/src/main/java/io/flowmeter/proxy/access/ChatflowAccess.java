package io.flowmeter.proxy.access;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.upstream.ChatflowId;

/** Decides who may use which flow. */
public final class ChatflowAccess {
  private final Mode mode;
  private final Assigned assigned;

  public enum Mode {
    /** Everybody who is logged in may use every flow. */
    OPEN,
    /** A person may use the flows that were assigned to them, an administrator all. */
    ASSIGNED
  }

  /** The flows that were given to people. */
  public interface Assigned {
    boolean isAssigned(UserId user, ChatflowId chatflow);
  }

  public ChatflowAccess(Mode mode, Assigned assigned) {
    this.mode = mode;
    this.assigned = assigned;
  }

  public boolean permits(Caller caller, ChatflowId chatflow) {
    return permitsAll(caller) || assigned.isAssigned(caller.userId(), chatflow);
  }

  /** Whether no assignment is asked for. */
  public boolean permitsAll(Caller caller) {
    return mode == Mode.OPEN || caller.isAdmin();
  }
}

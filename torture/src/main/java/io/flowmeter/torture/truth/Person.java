package io.flowmeter.torture.truth;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Somebody, as far as the platform has acknowledged it. Written by its own thread. */
public final class Person {
  public static final String PASSWORD = "a-password-of-torture";

  private final String name;
  private final Queue<Grant> grants = new ConcurrentLinkedQueue<>();
  private final Queue<Chat> chats = new ConcurrentLinkedQueue<>();
  private volatile String userId = "";
  private volatile boolean registered;
  private volatile boolean verified;
  private volatile String role = "enduser";
  private volatile boolean roleCertain = true;

  public Person(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  public String email() {
    return name + "@example.com";
  }

  /** Empty until it is known. */
  public String userId() {
    return userId;
  }

  public void is(String id) {
    userId = id;
  }

  public boolean isRegistered() {
    return registered;
  }

  public void registered() {
    registered = true;
  }

  public boolean isVerified() {
    return verified;
  }

  public void verified() {
    verified = true;
  }

  /** The last that was acknowledged. */
  public String role() {
    return role;
  }

  /** False where a change was asked for and nobody said whether it was made. */
  public boolean isRoleCertain() {
    return roleCertain;
  }

  public void changingRole() {
    roleCertain = false;
  }

  public void hasRole(String acknowledged) {
    role = acknowledged;
    roleCertain = true;
  }

  public Grant grant(long credits) {
    Grant grant = new Grant("%s/g%d".formatted(name, grants.size() + 1), credits);
    grants.add(grant);
    return grant;
  }

  public Chat chat(Chat.Kind kind) {
    Chat chat = new Chat("%s/c%d".formatted(name, chats.size() + 1), kind);
    chats.add(chat);
    return chat;
  }

  public List<Grant> grants() {
    return List.copyOf(grants);
  }

  public List<Chat> chats() {
    return List.copyOf(chats);
  }
}

package io.flowmeter.auth.account;

/** A collection that needs indexes. */
public interface Indexed {
  /**
   * @throws com.mongodb.MongoException while the database does not answer
   */
  void index();
}

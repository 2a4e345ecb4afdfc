package io.flowmeter.accounting.replay;

import static io.flowmeter.accounting.db.Tables.CREDIT_ADJUSTMENTS;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.accounting.inbox.Intake;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/**
 * Takes this service's own facts back, where its database has lost them. In ordinary life nobody
 * calls it: what gives credits books them itself.
 */
@Component
class CreditsConsumer implements FactConsumer {
  private final Intake intake;
  private final CreditReader reader;
  private final Accounts accounts;
  private final Books books;
  private final DSLContext sql;

  CreditsConsumer(
      Intake intake, CreditReader reader, Accounts accounts, Books books, DSLContext sql) {
    this.intake = intake;
    this.reader = reader;
    this.accounts = accounts;
    this.books = books;
    this.sql = sql;
  }

  @Override
  public String topic() {
    return Topic.CREDITS_NAME;
  }

  @Override
  public void receive(List<ConsumerRecord<String, Received>> batch) {
    intake.take(batch, reader, this::book);
  }

  private void book(List<CreditFact> received) {
    List<CreditFact> missing = missing(received);
    if (missing.isEmpty()) return;
    Map<UserId, List<Fact>> facts =
        missing.stream()
            .collect(groupingBy(CreditFact::userId, mapping(CreditFact::fact, toList())));
    accounts.ensure(facts.keySet());
    var open = books.open(facts.keySet());
    books.post(open, facts);
    books.write(open.values());
    insertGrants(missing, open);
    insertAdjustments(missing);
  }

  private List<CreditFact> missing(List<CreditFact> received) {
    UUID[] ids = received.stream().map(fact -> fact.fact().at().eventId()).toArray(UUID[]::new);
    Set<UUID> known =
        new HashSet<>(
            sql.select(CREDIT_ALLOCATIONS.EVENT_ID)
                .from(CREDIT_ALLOCATIONS)
                .where(CREDIT_ALLOCATIONS.EVENT_ID.eq(any(ids)))
                .union(
                    select(CREDIT_ADJUSTMENTS.EVENT_ID)
                        .from(CREDIT_ADJUSTMENTS)
                        .where(CREDIT_ADJUSTMENTS.EVENT_ID.eq(any(ids))))
                .fetchSet(CREDIT_ALLOCATIONS.EVENT_ID));
    return received.stream().filter(fact -> !known.contains(fact.fact().at().eventId())).toList();
  }

  private void insertGrants(List<CreditFact> facts, Map<UserId, Book> books) {
    record Given(CreditFact of, Grant grant, boolean adjustment) {}
    Map<UUID, Grant> grants = new HashMap<>();
    books
        .values()
        .forEach(book -> book.ledger().grants().forEach(g -> grants.put(g.allocationId(), g)));
    List<Given> given = new ArrayList<>();
    for (CreditFact fact : facts) {
      switch (fact.fact()) {
        case Fact.Granted granted ->
            given.add(new Given(fact, grant(grants, granted.allocationId()), false));
        case Fact.Adjusted adjusted when adjusted.isRaise() ->
            given.add(new Given(fact, grant(grants, adjusted.adjustmentId()), true));
        case Fact.Adjusted _, Fact.Used _ -> {}
      }
    }
    Rows.of(given)
        .with(CREDIT_ALLOCATIONS.ALLOCATION_ID, row -> row.grant().allocationId())
        .with(CREDIT_ALLOCATIONS.EVENT_ID, row -> row.of().fact().at().eventId())
        .with(CREDIT_ALLOCATIONS.USER_ID, row -> row.of().userId().value())
        .with(CREDIT_ALLOCATIONS.TOTAL_CREDITS, row -> row.grant().total().amount())
        .with(CREDIT_ALLOCATIONS.REMAINING_CREDITS, row -> row.grant().remaining().amount())
        .with(CREDIT_ALLOCATIONS.EXPIRED_CREDITS, row -> row.grant().expired().amount())
        .with(CREDIT_ALLOCATIONS.PRIORITY, row -> row.grant().priority())
        .with(CREDIT_ALLOCATIONS.ALLOCATED_BY, row -> row.of().by())
        .with(CREDIT_ALLOCATIONS.ALLOCATED_AT, row -> row.grant().grantedAt())
        .with(CREDIT_ALLOCATIONS.EXPIRES_AT, row -> row.grant().expiresAt())
        .with(CREDIT_ALLOCATIONS.NOTES, row -> row.of().reason())
        .with(CREDIT_ALLOCATIONS.ADJUSTMENT, Given::adjustment)
        .insertInto(sql, CREDIT_ALLOCATIONS);
  }

  private static Grant grant(Map<UUID, Grant> grants, UUID id) {
    return Objects.requireNonNull(grants.get(id));
  }

  // What the balance was when the request was answered is not told by the event.
  private void insertAdjustments(List<CreditFact> facts) {
    record Adjustment(CreditFact of, Fact.Adjusted fact) {}
    List<Adjustment> adjustments = new ArrayList<>();
    for (CreditFact fact : facts) {
      if (fact.fact() instanceof Fact.Adjusted adjusted) {
        adjustments.add(new Adjustment(fact, adjusted));
      }
    }
    Rows.of(adjustments)
        .with(CREDIT_ADJUSTMENTS.ADJUSTMENT_ID, row -> row.fact().adjustmentId())
        .with(CREDIT_ADJUSTMENTS.EVENT_ID, row -> row.fact().at().eventId())
        .with(CREDIT_ADJUSTMENTS.USER_ID, row -> row.of().userId().value())
        .with(CREDIT_ADJUSTMENTS.KIND, _ -> "adjust")
        .with(CREDIT_ADJUSTMENTS.CREDITS, row -> row.fact().credits())
        .with(CREDIT_ADJUSTMENTS.PREVIOUS_CREDITS, _ -> 0L)
        .with(CREDIT_ADJUSTMENTS.NEW_CREDITS, row -> row.fact().credits())
        .with(CREDIT_ADJUSTMENTS.EXPIRES_AT, row -> row.fact().expiresAt())
        .with(CREDIT_ADJUSTMENTS.REASON, row -> row.of().reason())
        .with(CREDIT_ADJUSTMENTS.ADJUSTED_BY, row -> row.of().by())
        .with(CREDIT_ADJUSTMENTS.ADJUSTED_AT, row -> row.fact().at().occurredAt())
        .insertInto(sql, CREDIT_ADJUSTMENTS);
  }
}

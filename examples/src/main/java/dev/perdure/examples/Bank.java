package dev.perdure.examples;

import dev.perdure.model.EntityId;
import dev.perdure.sdk.EntityLock;
import dev.perdure.sdk.TaskOrchestrationContext;
import dev.perdure.sdk.TypeRef;
import dev.perdure.sdk.annotation.DurableOrchestrationTrigger;
import dev.perdure.sdk.annotation.FunctionName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Critical sections: money moves between two accounts that are locked together, so that nobody
/// sees it in neither or in both, and the sum over all accounts never changes.
///
/// The input is a [Transfer], such as `{"from": "alice", "to": "bob", "amount": 10}`; the output
/// says whether there was enough money. Accounts begin with 1,000.
public final class Bank {
  /// What every account begins with.
  public static final int BEGIN = 1_000;

  /// For the registry of functions, which calls methods that are not static on an object.
  public Bank() {}

  /// What is to be moved.
  ///
  /// @param from the account that pays
  /// @param to the account that gets
  /// @param amount how much
  public record Transfer(String from, String to, int amount) {}

  /// An account.
  public static final class Account {
    private int balance = BEGIN;

    /// An account that nobody has used.
    public Account() {}

    /// What there is.
    public int balance() {
      return balance;
    }

    /// Adds an amount, which may be negative.
    public int change(int amount) {
      balance += amount;
      return balance;
    }
  }

  /// The account of a name.
  public static EntityId account(String name) {
    return new EntityId("Account", name);
  }

  /// Moves money if there is enough.
  @FunctionName("Bank")
  @SuppressWarnings("try") // A section is held, not used.
  public boolean transfer(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    Transfer transfer = ctx.getInput(Transfer.class);
    EntityId from = account(transfer.from());
    EntityId to = account(transfer.to());
    try (EntityLock lock = ctx.lock(from, to)) {
      int balance = ctx.<Account, Integer>call(from, Account::balance).await();
      if (balance < transfer.amount()) {
        return false;
      }
      ctx.call(from, Account::change, -transfer.amount()).await();
      ctx.call(to, Account::change, transfer.amount()).await();
    }
    return true;
  }

  /// What is in each of some accounts at one moment: all are locked, so that no transfer is under
  /// way between them.
  @FunctionName("Bank.Audit")
  @SuppressWarnings("try") // A section is held, not used.
  public Map<String, Integer> audit(
      @DurableOrchestrationTrigger(name = "ctx") TaskOrchestrationContext ctx) {
    List<String> names = ctx.getInput(new TypeRef<List<String>>() {});
    Map<String, Integer> balances = new TreeMap<>();
    try (EntityLock lock = ctx.lock(
        names.stream().map(Bank::account).toArray(EntityId[]::new))) {
      for (String name : names) {
        balances.put(
            name, ctx.<Account, Integer>call(account(name), Account::balance).await());
      }
    }
    return balances;
  }
}

package dev.perdure.testing.simulation;

import dev.perdure.runtime.HubOptions;
import dev.perdure.testing.simulation.chance.Chance;
import dev.perdure.testing.simulation.chance.Choices;
import dev.perdure.testing.simulation.check.Finding;
import dev.perdure.testing.simulation.check.Findings;
import dev.perdure.testing.simulation.check.HistoryCheck;
import dev.perdure.testing.simulation.check.Ledger;
import dev.perdure.testing.simulation.check.Oracle;
import dev.perdure.testing.simulation.check.RowCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run: random programs, workers and clients on a hub in a world with faults, then a world
/// without faults in which everything has to come to its end.
///
/// Design. Production code runs unchanged above [SimEnv] and [SimStore]; nothing in here knows what
/// it does inside. All chance comes from [Chance], all that happens is an event of [Scheduler], and
/// whatever becomes durable passes [Ledger], so that a crash is no more than forgetting the hub and
/// its events. Judges never draw: watching a run does not change it.
public final class Simulation {
  private static final long CHAOS = TimeUnit.MINUTES.toNanos(90);
  private static final long MOST_EVENTS = 300_000;

  /// What came of a run.
  ///
  /// @param faults how often each fault happened, and each rare situation
  /// @param hash the digest of everything that happened
  /// @param turns how many turns were run again
  /// @param ends what each instance came to, if everything ended
  public record Result(
      List<Finding> findings, Map<String, Integer> faults, long hash, long events, int turns,
      SortedMap<String, String> ends) {

    /// What is wrong, or null.
    public @Nullable Finding first() {
      return findings.isEmpty() ? null : findings.get(0);
    }
  }

  private final World world;
  private final HubProcess process;
  private final Settling settling;
  private final Choices disturbing;
  private final List<ProgramWorker> workers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  /// How many bytes of memory a hub may have for what is open: next to none, so that most work
  /// waits in the store and clients are refused now and then; a little; and plenty.
  private static final int[] MEMORY = {5_000, 20_000, 1 << 30};

  private Simulation(World world, HubProcess process) {
    this.world = world;
    this.process = process;
    this.settling = new Settling(world, process);
    this.disturbing = world.chance().of("disturbing");
  }

  /// Runs a random simulation.
  ///
  /// @param mutation the mistake that is planted, if any
  /// @param listener hears what happens, if there is one
  public static Result run(
      Chance chance, Mutation mutation, @Nullable Consumer<String> listener) {
    return run(chance, mutation, (hub, env, calm) -> Front.direct(hub), listener);
  }

  /// Runs a random simulation in which workers reach their hub by way of fronts.
  ///
  /// @param mutation the mistake that is planted, if any
  /// @param listener hears what happens, if there is one
  public static Result run(
      Chance chance, Mutation mutation, Front.Maker fronts,
      @Nullable Consumer<String> listener) {
    Choices setup = chance.of("setup");
    List<String> ids = List.of("a", "b", "c", "d", "e").subList(0, setup.between(1, 5));
    World.Cast cast = cast(chance, ids);
    World world = world(chance, CrashPoint.none(), cast, listener);
    HubOptions options = HubOptions.defaults().withoutRetention()
        .withInstanceCache(setup.pick(0, 3, 1000))
        .withMaxOpenBytes(setup.pick(MEMORY));
    int partitions = setup.pick(1, 2, 3, 5);
    if (setup.oneIn(3)) {
      Duration age = Duration.ofMinutes(setup.pick(10, 60, 300));
      options = options.withRetention(age);
      world.ledger().removals().retention(age);
    }
    Simulation simulation = new Simulation(
        world, new HubProcess(world, options, partitions, mutation, fronts));
    int workers = setup.between(1, 3);
    int clients = setup.between(1, 3);
    for (int i = 0; i < workers; i++) {
      simulation.addWorker(setup.oneIn(2));
    }
    simulation.process.open();
    for (int i = 0; i < clients; i++) {
      simulation.addClient(new RandomRequests(world, i));
    }
    return simulation.run();
  }

  private static World.Cast cast(Chance chance, List<String> ids) {
    int entities = chance.of("entities").pick(0, 1, 1, 2, 3, 4);
    World.Cast cast = new World.Cast(
        List.of(), ids,
        List.of("@account@a", "@account@b", "@account@c", "@account@d").subList(0, entities));
    EntityStatements statements = new EntityStatements(
        chance.of("statements of entities"), cast);
    return new World.Cast(
        new ProgramGenerator(chance.of("programs"), ids, statements).programs(), ids,
        cast.entityIds());
  }

  /// Runs a random simulation of the engine as it is.
  public static Result run(Chance chance) {
    return run(chance, Mutation.NONE, null);
  }

  /// Runs a scene that is given, with a crash at a given point and nothing else that goes wrong.
  ///
  /// @param chance decides how long everything takes
  public static Result run(
      Scene scene, Chance chance, CrashPoint crashPoint, Mutation mutation,
      @Nullable Consumer<String> listener) {
    World world = world(chance, crashPoint, scene.cast(), listener);
    Simulation simulation = new Simulation(
        world,
        new HubProcess(
            world, HubOptions.defaults().withoutRetention(), scene.partitions(), mutation,
            (hub, env, calm) -> Front.direct(hub)));
    simulation.addWorker(true);
    simulation.addWorker(false);
    simulation.process.open();
    simulation.addClient(scene.script(world.ledger().entities()));
    return simulation.run();
  }

  private static World world(
      Chance chance, CrashPoint crashPoint, World.Cast cast,
      @Nullable Consumer<String> listener) {
    Trace trace = new Trace(listener);
    Findings findings = new Findings();
    Faults faults = new Faults(chance, trace, crashPoint);
    Scheduler scheduler = new Scheduler(trace);
    return new World(
        chance, scheduler, new WallClock(scheduler), faults, trace, findings,
        new Ledger(findings, faults::count), cast, new HashSet<>(), new ArrayList<>());
  }

  private void addWorker(boolean local) {
    workers.add(new ProgramWorker(world, process, workers.size(), local));
  }

  private void addClient(Request.Script script) {
    clients.add(new Client(world, process, clients.size(), script));
  }

  private Result run() {
    world.trace().programs(world.programs());
    int turns = 0;
    try {
      while (!clients.stream().allMatch(Client::done) && proceed(CHAOS)) {
        disturb();
      }
      world.trace().say("from here on, nothing goes wrong any more");
      world.faults().end();
      world.clock().set(0);
      settling.settle(this::proceed);
      if (!world.findings().any()) {
        RowCheck.judge(process.disk(), world.ledger(), world.findings());
        turns = new HistoryCheck(world.programs(), world.findings()).judge(world.ledger());
      }
    } catch (RuntimeException e) {
      StringBuilder where = new StringBuilder(e.toString());
      for (StackTraceElement frame : e.getStackTrace()) {
        where.append(" at ").append(frame);
      }
      world.findings().add(Oracle.ERROR, where.toString());
    }
    return new Result(
        world.findings().all(), world.faults().counts(), world.trace().hash(),
        world.scheduler().happened(), turns, world.ledger().ends());
  }

  private boolean proceed(long until) {
    if (world.findings().any()) {
      return false;
    }
    if (world.scheduler().happened() > MOST_EVENTS) {
      world.findings().add(Oracle.ENDLESS, "There is no end to what happens");
      return false;
    }
    try {
      return world.scheduler().step(until);
    } catch (Crash e) {
      return true;
    }
  }

  private void disturb() {
    if (world.faults().crashesHere()) {
      process.crash();
    }
    if (world.faults().stops()) {
      process.stop();
    }
    if (world.faults().stealsPartition()) {
      process.steal();
    }
    if (world.faults().overlapsProcesses()) {
      process.overlap();
    }
    if (world.faults().losesWorker()) {
      workers.get(disturbing.below(workers.size())).lose();
    }
    if (world.faults().setsClock()) {
      world.clock().set(world.faults().wrongBy());
      world.trace().say("the clock shows " + world.now());
    }
  }
}

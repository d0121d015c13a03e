package dev.perdure.sdk.worker;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps virtual threads running while some of them never give their carrier thread back: for each
/// endless loop that was given up the scheduler gets one carrier more, as long as the loop runs.
/// JDKs before 24 cannot do this; there the loop costs a carrier.
final class Carriers {
  private static final Logger log = LoggerFactory.getLogger(Carriers.class);
  private static final String SCHEDULER = "jdk.management:type=VirtualThreadScheduler";
  private static final String PARALLELISM = "Parallelism";

  /// The most carriers that are added; beyond it the machine is busy with loops anyway.
  private static final int MAX_ADDED = 64;

  private final Set<Thread> givenUp = ConcurrentHashMap.newKeySet();
  private int added;

  void compensateFor(Thread thread) {
    givenUp.add(thread);
    adjust();
  }

  /// Adds or removes carriers to match the loops that still run.
  void adjust() {
    if (givenUp.isEmpty() && added == 0) {
      return;
    }
    givenUp.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    long running = givenUp.stream().filter(it -> it.getState() == Thread.State.RUNNABLE).count();
    int wanted = (int) Math.min(running, MAX_ADDED);
    if (wanted != added && changeParallelism(wanted - added)) {
      added = wanted;
    }
  }

  Map<Thread, Thread.State> runaways() {
    return givenUp.stream().collect(Collectors.toMap(it -> it, Thread::getState));
  }

  private static boolean changeParallelism(int difference) {
    try {
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      ObjectName scheduler = new ObjectName(SCHEDULER);
      int now = (Integer) beans.getAttribute(scheduler, PARALLELISM);
      beans.setAttribute(scheduler, new Attribute(PARALLELISM, now + difference));
      return true;
    } catch (InstanceNotFoundException e) {
      return false;
    } catch (JMException | RuntimeException e) {
      log.warn("The parallelism of virtual threads could not be changed by {}", difference, e);
      return false;
    }
  }
}

package dev.perdure.sdk.worker;

import java.lang.management.ManagementFactory;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The carriers of this process. The JDK lets programs change their number since version 24; where
/// it does not, the log says so once.
final class JdkCarrierPool implements CarrierPool {
  private static final Logger log = LoggerFactory.getLogger(JdkCarrierPool.class);
  private static final String SCHEDULER = "jdk.management:type=VirtualThreadScheduler";
  private static final String PARALLELISM = "Parallelism";

  private boolean told;

  @Override
  public int size() {
    try {
      return (Integer) beans().getAttribute(new ObjectName(SCHEDULER), PARALLELISM);
    } catch (JMException | RuntimeException e) {
      return Runtime.getRuntime().availableProcessors(); // Resizing tells why.
    }
  }

  @Override
  public boolean resize(int carriers) {
    try {
      beans().setAttribute(new ObjectName(SCHEDULER), new Attribute(PARALLELISM, carriers));
      return true;
    } catch (InstanceNotFoundException e) {
      tell("a JDK before 24 does not let them; there start the process with a higher "
          + "-Djdk.virtualThreadScheduler.parallelism", null);
    } catch (JMException | RuntimeException e) {
      tell("the JDK refused", e);
    }
    return false;
  }

  /// Starts a virtual thread from a new thread. The JDK looks whether a carrier may be added only
  /// when something comes into a queue that was empty, and each new thread has one by chance.
  @Override
  public void nudge() {
    Thread.ofPlatform().name("perdure-nudge").daemon()
        .start(() -> Thread.ofVirtual().start(() -> {}));
  }

  private void tell(String why, @Nullable Exception cause) {
    if (!told) {
      told = true;
      log.warn("Functions that compute for long hold up everything else on virtual threads, since "
          + "these cannot get more carriers: {}", why, cause);
    }
  }

  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}

package dev.perdure.sdk.worker;

import dev.perdure.model.work.WorkItem;
import dev.perdure.sdk.DataConverter;
import dev.perdure.sdk.TaskActivityContext;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The context of one run of an activity.
final class ActivityCall implements TaskActivityContext {
  private final WorkItem.Activity item;
  private final DataConverter converter;

  ActivityCall(WorkItem.Activity item, DataConverter converter) {
    this.item = item;
    this.converter = converter;
  }

  @Override
  public String getName() {
    return item.function().name();
  }

  @Override
  public String getInstanceId() {
    return item.token().execution().instanceId();
  }

  @Override
  public int getTaskId() {
    return item.taskId();
  }

  @Override
  public int getAttempt() {
    return item.token().attempt();
  }

  @Override
  public Map<String, String> getTags() {
    return item.tags();
  }

  @Override
  public @Nullable Object getInput(Type type) {
    try {
      return converter.deserialize(item.input(), type);
    } catch (DataConverter.DataConverterException e) {
      throw new DataConverter.DataConverterException(
          "The input of activity '" + getName() + "' (#" + getTaskId() + ") of instance '"
              + getInstanceId() + "' cannot be converted to " + type.getTypeName() + ": "
              + e.getMessage(),
          e);
    }
  }
}

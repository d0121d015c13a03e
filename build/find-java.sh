# Finds a JDK, and runs Maven; sourced by the scripts at the root. $least is the oldest version
# that will do.
# PERDURE_JAVA_HOME names the JDK to use.

# The Java version of a JDK's directory, such as 25; nothing if it is none.
version_of() {
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

fits() {
  version=$(version_of "$1")
  [ -n "$version" ] && [ "$version" -ge "$least" ]
}

# Why find_java found none, and what to do about it.
why_no_java() {
  if [ -z "${PERDURE_JAVA_HOME:-}" ]; then
    found='found none; set JAVA_HOME or PERDURE_JAVA_HOME to one'
  elif [ -n "$(version_of "$PERDURE_JAVA_HOME")" ]; then
    found="PERDURE_JAVA_HOME is $PERDURE_JAVA_HOME, whose version is $(
      sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$PERDURE_JAVA_HOME/release")"
  else
    found="PERDURE_JAVA_HOME is $PERDURE_JAVA_HOME, where there is no JDK"
  fi
  printf 'Expected a JDK %s or newer, but %s' "$least" "$found"
}

find_java() {
  if [ -n "${PERDURE_JAVA_HOME:-}" ]; then
    fits "$PERDURE_JAVA_HOME" || return 1
    printf '%s\n' "$PERDURE_JAVA_HOME"
    return
  fi
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  toolchains=$(sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml" 2>/dev/null || true)
  IFS='
'
  for home in ${JAVA_HOME:-} "${on_path%/bin/java}" $toolchains \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if fits "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

# Maven without colours, which it otherwise resets at its end, even where nobody sees any.
quiet_maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true" mvn -q -B -Dstyle.color=never "$@"
}

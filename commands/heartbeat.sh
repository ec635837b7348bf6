# heartbeat WHAT COMMAND…: runs the command with its output kept; says every ten seconds that it goes on, and shows what
# it printed if it fails.
heartbeat() {
  what=$1
  shift
  mkdir -p build
  log=$(mktemp build/setup.XXXXXX)
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  (
    seconds=0
    while sleep 1 && kill -0 "$child" 2>/dev/null; do
      seconds=$((seconds + 1))
      [ $((seconds % 10)) -ne 0 ] || echo "    … $what ($seconds s)" >&2
    done
  ) &
  beat=$!
  trap 'kill "$child" "$beat" 2>/dev/null; rm -f "$log"; exit 130' INT TERM
  status=0
  wait "$child" || status=$?
  kill "$beat" 2>/dev/null || true
  trap - INT TERM
  [ "$status" -eq 0 ] || {
    tail -n 20 "$log" >&2
    echo "Set-up failed: $what ended with status $status." >&2
  }
  rm -f "$log"
  return "$status"
}

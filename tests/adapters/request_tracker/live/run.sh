#!/bin/bash
# Runs a Request Tracker in $SLARULES_FOLDER until its standard input ends, which it does however
# the tests end; then nothing of it is left.
#   run.sh SETUP PEOPLE SERVER
set -m
setup="$1 --skip-create --dba root --action"
mkdir -p conf var/mason var/session
echo '2026-03-02 08:00:00' >"$CLOCK"
{
  $setup init && $setup insert --datafile "$2" &&
    env LD_PRELOAD="$FAKETIME_LIBRARY" FAKETIME_TIMESTAMP_FILE="$CLOCK" FAKETIME_NO_CACHE=1 \
      FAKETIME_DONT_RESET=1 "$3" --server Standalone --host 127.0.0.1 --port "$SLARULES_PORT"
  touch ended
} </dev/null >server.log 2>&1 &
server=$!
read -r _
kill -- "-$server"
wait "$server"
cd / && rm -rf "$SLARULES_FOLDER"

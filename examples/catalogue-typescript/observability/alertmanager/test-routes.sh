#!/bin/sh
# Does every alert reach the receiver it should, and no other? Needs amtool.
set -eu
cd "$(dirname "$0")"

amtool check-config alertmanager.yaml >/dev/null
failures=0

# routes RECEIVER ALERT LABEL=VALUE...: succeeds if exactly this receiver gets the alert.
routes() {
  receiver=$1 alert=$2
  shift 2
  amtool config routes test --config.file=alertmanager.yaml --verify.receivers="$receiver" \
    alertname="$alert" service=catalogue namespace=catalogue team=platform "$@" >/dev/null 2>&1
}

reaches() {
  routes "$@" && return
  echo "$2 does not reach $1" >&2
  failures=$((failures + 1))
}

misses() {
  routes "$@" || return 0
  echo "$2 reaches $1, which it must not" >&2
  failures=$((failures + 1))
}

# One line for every alert.
reaches platform-pager AvailabilityBudgetBurn1h severity=critical incident_severity=SEV1 slo=availability
reaches platform-pager AvailabilityBudgetBurn6h severity=critical incident_severity=SEV2 slo=availability
reaches platform-tickets AvailabilityBudgetBurn1d severity=warning incident_severity=SEV3 slo=availability
reaches platform-tickets AvailabilityBudgetBurn3d severity=warning incident_severity=SEV3 slo=availability
reaches platform-pager LatencyBudgetBurn1h severity=critical incident_severity=SEV1 slo=latency
reaches platform-pager LatencyBudgetBurn6h severity=critical incident_severity=SEV2 slo=latency
reaches platform-tickets LatencyBudgetBurn1d severity=warning incident_severity=SEV3 slo=latency
reaches platform-tickets LatencyBudgetBurn3d severity=warning incident_severity=SEV3 slo=latency
reaches platform-pager ServiceAbsent severity=critical incident_severity=SEV1 slo=availability
reaches platform-tickets SLOMetricAbsent severity=warning incident_severity=SEV3 slo=availability
reaches watchdog Watchdog severity=none incident_severity=none slo=none

# Beside the beaten track: nothing is lost, nothing wakes anybody by mistake.
reaches null SomethingElse severity=none incident_severity=none slo=none
reaches platform-tickets SomethingElse severity=info slo=availability
reaches platform-tickets SomethingElse slo=availability

# Controls: this script can tell right from wrong.
misses platform-tickets AvailabilityBudgetBurn1h severity=critical incident_severity=SEV1 slo=availability
misses null AvailabilityBudgetBurn1h severity=critical incident_severity=SEV1 slo=availability
misses platform-pager AvailabilityBudgetBurn3d severity=warning incident_severity=SEV3 slo=availability
misses platform-pager Watchdog severity=none incident_severity=none slo=none
misses null Watchdog severity=none incident_severity=none slo=none
misses watchdog SomethingElse severity=none incident_severity=none slo=none
misses nobody ServiceAbsent severity=critical incident_severity=SEV1 slo=availability

# An alert that was added to the rules has its line above.
unlisted=$(sed -n 's/^ *- alert: *//p' ../rules/alerts.yaml | while read -r alert; do
  grep -q "^reaches [^ ]* $alert " test-routes.sh || echo "$alert"
done)
if [ -n "$unlisted" ]; then
  echo "no line in this script for:" "$unlisted" >&2
  failures=$((failures + 1))
fi

[ "$failures" -eq 0 ] || exit 1
echo "11 alerts reach their receivers"

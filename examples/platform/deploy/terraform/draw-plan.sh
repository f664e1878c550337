#!/bin/sh
# Writes the graph of the plan into docs/plan.md, as a picture that GitHub draws (Mermaid).
# Needs no cluster, no credentials and no state: only the providers' schemas.
set -eu
cd "$(dirname "$0")"
document=../../docs/plan.md
terraform=${TERRAFORM:-terraform}

# A copy, so that the backend can be a local one; what it reads stands where it stood.
scratch=$(mktemp -d ./.plan.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
cp platform/*.tf "$scratch"
printf 'terraform {\n  backend "local" {}\n}\n' >"$scratch/override.tf"
"$terraform" -chdir="$scratch" init -input=false >/dev/null
picture=$("$terraform" -chdir="$scratch" graph | awk '
  function short(name) { gsub(/"|;/, "", name); sub(/\.helm_release\.this$/, "", name); sub(/^module\.grafana\..*/, "module.grafana", name); sub(/^module\./, "", name); return name }
  function node(name) { id = name; gsub(/[^a-z_]/, "_", id); return id "[\"" name "\"]" }
  / -> / {
    from = short($1); to = short($3)
    if (from != to && !seen[from, to]++) print "    " node(from) " --> " node(to)
  }
' | LC_ALL=C sort)

{
  sed '/^```mermaid$/,$d' "$document"
  # shellcheck disable=SC2016 # the backticks are Markdown's
  printf '```mermaid\ngraph LR\n%s\n```\n' "$picture"
} >"$document.new"
mv "$document.new" "$document"

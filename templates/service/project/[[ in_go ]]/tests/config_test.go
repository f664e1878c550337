package tests

import (
	"strconv"
	"strings"
	"testing"
)

// A bad configuration ends the process: exit code 2 after one ERROR line with every problem, and no secret.
func TestConfigBadEndsTheProcess(t *testing.T) {
	p := startProcess(t, "PORT=x", "DEPENDENCIES=db=ftp://ann:hunter2@db")
	equal(t, "exit code", p.exitCode(), 2)
	lines := p.lines()
	if len(lines) != 1 {
		t.Fatalf("the lines are %v", lines)
	}
	assertValid(t, lines)
	equal[any](t, "level", lines[0]["level"], "ERROR")
	equal[any](t, "message", lines[0]["message"], "the configuration is not valid")
	problems := lines[0]["problems"].(string)
	for _, want := range []string{"PORT must be a whole number", "DEPENDENCIES db needs"} {
		if !strings.Contains(problems, want) {
			t.Errorf("%q is not in %q", want, problems)
		}
	}
	if strings.Contains(problems, "hunter2") {
		t.Error("the password was logged")
	}
}

// Better no pod than one that decides by itself what is released.
func TestConfigMissingFlagsFileEndsTheProcess(t *testing.T) {
	p := startProcess(t, "FLAGS_FILE=/nowhere/flags.json")
	equal(t, "exit code", p.exitCode(), 2)
	if problems := p.lines()[0]["problems"].(string); !strings.Contains(problems, "FLAGS_FILE /nowhere/flags.json") {
		t.Errorf("the problems are %q", problems)
	}
}

// A process that cannot serve does not linger.
func TestConfigOccupiedPortEndsTheProcess(t *testing.T) {
	first := startProcess(t)
	first.waitUntilReady()
	second := startProcess(t, "PORT="+strconv.Itoa(first.port))
	equal(t, "exit code", second.exitCode(), 1)
	if !strings.Contains(second.text(), "address already in use") {
		t.Errorf("it said %s", second.text())
	}
	assertValid(t, second.lines())
}

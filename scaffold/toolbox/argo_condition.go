// Argo-condition says what Argo Rollouts makes of a metric's result: Argo's own code decides.
//
// It is built within Argo's module. It reads one JSON list of cases on its standard input,
//
//	[{"metric": {"successCondition": "len(result) > 0"}, "result": ["14.4", "NaN"]}]
//
// and writes as many answers. A metric is what stands in an AnalysisTemplate. Numbers are strings,
// as Prometheus writes them, because JSON has no NaN; a list is a vector (an empty one: no data), a
// single string a scalar.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/sirupsen/logrus"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/evaluate"
)

// version is the module's; the linker sets it.
var version string

// A measurement is a metric and what Prometheus answered.
type measurement struct {
	Metric v1alpha1.Metric `json:"metric"`
	Result any             `json:"result"`
}

// A verdict is the phase of a measurement, and what is wrong where the phase is Error.
type verdict struct {
	Phase   v1alpha1.AnalysisPhase `json:"phase"`
	Message string                 `json:"message"`
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println("argo-condition", version)
		return
	}
	if err := answer(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "argo-condition:", err)
		os.Exit(1)
	}
}

func answer(questions io.Reader, answers io.Writer) error {
	var cases []measurement
	if err := json.NewDecoder(questions).Decode(&cases); err != nil {
		return err
	}
	verdicts := make([]verdict, 0, len(cases))
	for _, one := range cases {
		result, err := numbers(one.Result)
		if err != nil {
			return err
		}
		verdicts = append(verdicts, judge(one.Metric, result))
	}
	return json.NewEncoder(answers).Encode(verdicts)
}

func judge(metric v1alpha1.Metric, result any) verdict {
	phase, err := evaluate.EvaluateResult(result, metric, *logrus.NewEntry(logrus.StandardLogger()))
	if err != nil {
		return verdict{phase, err.Error()}
	}
	return verdict{Phase: phase}
}

// numbers turns strings into what Argo's Prometheus provider hands to a condition.
func numbers(result any) (any, error) {
	switch found := result.(type) {
	case string:
		return strconv.ParseFloat(found, 64)
	case []any:
		vector := make([]float64, 0, len(found))
		for _, one := range found {
			number, err := strconv.ParseFloat(fmt.Sprint(one), 64)
			if err != nil {
				return nil, err
			}
			vector = append(vector, number)
		}
		return vector, nil
	}
	return nil, fmt.Errorf("a result must be a string or a list of strings, not %v", result)
}

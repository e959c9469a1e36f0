"""Independent judge of our SARIF: the schema that Microsoft ships in @microsoft/jest-sarif (SARIF 2.1.0, JSON Schema draft 4).

Usage: sarif_judge.py SCHEMA.json LOG.sarif…     Last line: `judge: N passed, N failed`; exit 1 if anything failed.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft4Validator

schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
passed, failed = 0, 0
for name in sys.argv[2:]:
    log = json.loads(Path(name).read_text(encoding="utf-8"))
    errors = list(Draft4Validator(schema).iter_errors(log))
    # Rules that the schema cannot say: every result names a rule that the driver defines, at the index that it gives.
    for run in log.get("runs", []):
        rules = run["tool"]["driver"]["rules"]
        for index, result in enumerate(run["results"]):
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                errors.append(f"result {index}: ruleIndex and ruleId disagree")
    for error in errors[:5]:
        print(f"FAILED {Path(name).name}: {getattr(error, 'json_path', '')} {getattr(error, 'message', error)}"[:300])
    passed, failed = (passed + 1, failed) if not errors else (passed, failed + 1)
print(f"judge: {passed} passed, {failed} failed")
sys.exit(1 if failed or passed == 0 else 0)

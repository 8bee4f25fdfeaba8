# The API from a shell: `. docs/ask.sh`. It works in bash, zsh and any other POSIX shell, with curl 7.76 or
# newer and Python 3. URL is the API's, without a slash at its end. TOKEN is an access token. Without them,
# the API that `make run` serves on this machine is asked.
: "${URL:=http://localhost:8000}" "${TOKEN:=local-operator}"

# ask PATH [OPTIONS OF CURL]: print the answer; exit with 22 if it is a problem.
ask() {
    case ${1%%\?*} in
    /?*/ | *//*)
        printf '%s\n' "ask: $1 lacks a name; is the variable set?" >&2
        return 2
        ;;
    esac
    _path=$1
    shift
    curl --silent --show-error --fail-with-body --header "Authorization: Bearer $TOKEN" \
        --header 'Content-Type: application/json' "$URL$_path" "$@"
}

# ask … | field NAME…: print fields of the answer, one a line. A name such as items.0.name leads into it.
field() {
    _read 'for name in sys.argv[1:]:
    found = answer
    for key in name.split("."):
        try:
            found = found[int(key) if key.isdigit() else key]
        except (LookupError, TypeError):
            sys.exit(f"the answer has no {name}")
    print(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False))' "$@"
}

# ask … | steps: print the steps of an execution or a plan, one a line, with what is known of each. Of a plan,
# also print what may fail or wait.
steps() {
    _read 'width = max((len(step["key"]) for step in answer["steps"]), default=0)
for step in answer["steps"]:
    words = step.get("status") or step["action"], step.get("message") or step.get("why") or ""
    print(step["key"].ljust(width), *filter(None, words))
for check in answer.get("preflight", []):
    if check["status"] != "ok":
        print(check["status"] + ":", check["detail"])'
}

# Run Python on the answer. Of a problem, only say what it is.
_read() {
    _program=$1
    shift
    URL=$URL python3 -c 'import json, os, sys
text = sys.stdin.read()
try:
    answer = json.loads(text)
except ValueError:
    what = "the answer is no JSON" if text.strip() else "no answer"
    sys.exit(what + "; URL is " + os.environ["URL"])
if "detail" in answer and "title" in answer:
    sys.exit(answer["title"] + ": " + answer["detail"])
'"$_program" "$@"
}

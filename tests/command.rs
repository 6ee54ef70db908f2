//! The commands that need no broker, run as a user runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by its panic")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::{Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

use serde_json::Value;

fn demarche(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

fn output(args: &[&str]) -> Output {
    demarche(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// What `demarche extract` makes of this standard input.
fn extract(input: &str) -> Output {
    let mut command = demarche(&["extract"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn events(stdout: &[u8]) -> Vec<Value> {
    text(stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn all<'a>(parties: &'a Value, field: &str) -> Vec<&'a str> {
    parties.as_array().unwrap().iter().filter_map(|party| party[field].as_str()).collect()
}

#[test]
fn the_demonstration_prints_the_meeting_in_geneva_and_ends() {
    let done = output(&["demo", "--once", "--set", "http.listen=127.0.0.1:0"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let schema: Value = serde_json::from_str(include_str!("../config/schema/event.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let events = events(&done.stdout);
    events.iter().for_each(|event| assert!(schema.is_valid(event), "{event}"));
    let meeting = events.iter().find(|event| {
        let names = all(&event["actors"], "name");
        event["type"] == "CONSULT" && names.contains(&"Sergey Lavrov") && names.contains(&"Antony Blinken")
    });
    let meeting = meeting.expect("the meeting of Sergey Lavrov and Antony Blinken");
    assert_eq!(meeting["where"]["name"], "Geneva");
    assert_eq!(meeting["when"]["value"], "2022-01-21");
    let last = text(&done.stderr).lines().last().unwrap().to_owned();
    assert!(last.ends_with("articles; 2 skipped, 1 dead letters"), "{last}");
}

/// Answers every request of an OTLP exporter and hands over what came.
fn collect(collector: &TcpListener, requests: &mpsc::Sender<(String, Vec<u8>)>) {
    for stream in collector.incoming() {
        let mut stream = BufReader::new(stream.unwrap());
        let (mut head, mut length) = (String::new(), 0);
        while stream.read_line(&mut head).unwrap() > 2 {
            let line = head.lines().last().unwrap().to_ascii_lowercase();
            length = line.strip_prefix("content-length:").map_or(length, |number| number.trim().parse().unwrap());
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        requests.send((head, body)).unwrap();
    }
}

#[test]
fn spans_go_to_the_collector_that_is_set_and_hold_no_text_of_an_article() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("telemetry.otlp_endpoint=http://{}", collector.local_addr().unwrap());
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || collect(&collector, &sender));
    let done = output(&["demo", "--once", "--set", "http.listen=127.0.0.1:0", "--set", &endpoint]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let (head, body) = requests.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(head.starts_with("POST /v1/traces "), "{head}");
    let holds = |what: &[u8]| body.windows(what.len()).any(|window| window == what);
    assert!(holds(b"process article") && holds(b"messaging.kafka.offset"));
    assert!(!holds(b"Lavrov"));
}

#[test]
fn extract_reads_json_lines_and_tells_what_became_of_each() {
    let input = concat!(
        r#"{"id":"a","published":"2026-03-10","text":"President of France Emmanuel Macron met German Chancellor Friedrich Merz in Paris on Tuesday."}"#,
        "\n",
        r#"{"id":"b","text":"A quiet day in Bern, with rain towards the evening."}"#,
        "\n",
        r#"{"id":"c","text":"   "}"#,
        "\n"
    );
    let done = extract(input);
    let stderr = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("standard input:3: blank_text"), "{stderr}");
    assert!(stderr.ends_with("skipped: 1 no_event; refused: 1 blank_text\n"), "{stderr}");
    let meeting = &events(&done.stdout)[0];
    assert_eq!((&meeting["type"], &meeting["article"]["id"]), (&"CONSULT".into(), &"a".into()));
    let mut countries = all(&meeting["actors"], "country");
    countries.sort_unstable();
    assert_eq!(countries, ["DEU", "FRA"]);
}

#[test]
fn the_same_article_gives_the_same_bytes_on_one_thread_and_on_many() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/config/samples/geneva.txt");
    let one = output(&["extract", "--threads", "1", file]);
    let many = output(&["extract", "--threads", "4", file]);
    assert!(!one.stdout.is_empty());
    assert_eq!(text(&one.stdout), text(&many.stdout));
}

#[test]
fn a_missing_file_is_told_in_one_line() {
    let done = output(&["extract", "/nowhere/article.txt"]);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(text(&done.stderr).lines().count(), 1, "{}", text(&done.stderr));
    assert!(text(&done.stderr).starts_with("error: /nowhere/article.txt: "));
}

#[test]
fn wrong_usage_is_exit_code_2_and_a_wrong_setting_is_1() {
    assert_eq!(output(&["run", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(output(&["replay", "--reason", "no_such_reason"]).status.code(), Some(2));
    let done = output(&["run", "--set", "kafka.grup=x"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("kafka.grup"), "{}", text(&done.stderr));
}

#[test]
fn check_passes_as_shipped_and_tells_every_fault_at_once() {
    let done = output(&["check"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let done = output(&["check", "--set", "kafka.grup=x", "--set", "worker.threads=-1"]);
    assert_eq!(done.status.code(), Some(1));
    let faults = text(&done.stderr).lines().filter(|line| line.starts_with("error: ")).count();
    assert_eq!(faults, 2, "{}", text(&done.stderr));
}

#[test]
fn check_counts_the_knowledge_and_lists_what_it_lacks() {
    let done = output(&["check"]);
    let count = |kind: &str| {
        let lines = text(&done.stdout).lines().filter_map(|line| line.trim().split_once(' '));
        lines.filter(|(_, told)| *told == kind).find_map(|(entries, _)| entries.parse::<usize>().ok())
    };
    assert!(count("persons").is_some_and(|persons| persons > 4_000), "{}", text(&done.stdout));
    assert!(count("organisations").is_some());
    let gaps = output(&["check", "--gaps"]);
    assert!(gaps.status.success(), "{}", text(&gaps.stderr));
    assert!(text(&gaps.stdout).lines().all(|line| line.split('\t').count() == 4), "{}", text(&gaps.stdout));
    let json = output(&["check", "--gaps", "--json"]);
    let told: Vec<Value> = text(&json.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), text(&gaps.stdout).lines().count());
    assert!(told.iter().any(|gap| gap["gap"] == "vacant" && gap["office"] == "foreign minister"));
}

#[test]
fn tables_of_ones_own_are_added_to_the_knowledge_and_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let setting = format!("engine.knowledge_dir={}", folder.path().display());
    let digest = |done: &std::process::Output| {
        let line = text(&done.stdout).lines().find(|line| line.starts_with("data: ok, ")).map(ToOwned::to_owned);
        line.unwrap_or_else(|| panic!("{}", text(&done.stderr)))
    };
    let head = "# Source: our desk\nname\tqid\tcountry\tbody\trole\ttitle\tstart\tend\tfamily\taliases\n";
    let own = folder.path().join("persons-ours.tsv");
    std::fs::write(&own, format!("{head}Ilse Meierhof\t\tAUT\t\tenvoy\t\t2021\t\t\t\n")).unwrap();
    let (plain, added) = (output(&["check"]), output(&["check", "--set", &setting]));
    assert_ne!(digest(&plain), digest(&added));

    std::fs::write(&own, format!("{head}Ilse Meierhof\t\tAUT\t\tqueen\t\t2021\t\t\t\n")).unwrap();
    std::fs::write(folder.path().join("people.tsv"), head).unwrap();
    let done = output(&["check", "--set", &setting]);
    assert_eq!(done.status.code(), Some(1));
    for told in [format!("{}:3: `queen` is no office", own.display()), "people.tsv:0: belongs to no table".into()] {
        assert!(text(&done.stderr).contains(&told), "{told}: {}", text(&done.stderr));
    }
}

#[test]
fn schemas_are_json_schemas() {
    for contract in ["article", "event", "dead-letter"] {
        let schema: Value = serde_json::from_slice(&output(&["schema", contract]).stdout).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{contract}");
        assert!(schema["$schema"].as_str().unwrap().contains("2020-12"), "{contract}");
    }
}

#[test]
fn parse_writes_conllu_whose_spans_and_words_are_those_of_the_text() {
    let input = "Sergey Lavrov didn't meet  Antony Blinken in Geneva. “They will,” he said.\n";
    let mut command = demarche(&["parse"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    let found = demarche::language::syntax::conllu::read(text(&done.stdout)).unwrap();
    assert_eq!(found.len(), 2);
    let letters: Vec<char> = input.chars().collect();
    let mut last = 0;
    for word in found.iter().flat_map(|sentence| sentence.words()) {
        let number = |name| {
            let values = word.misc.split('|').filter_map(|part| part.split_once('='));
            values.filter(|(key, _)| *key == name).map(|(_, value)| value.parse::<usize>().unwrap()).next().unwrap()
        };
        let (start, end) = (number("start"), number("end"));
        assert!(last <= start && start < end);
        assert_eq!(word.form, letters[start..end].iter().collect::<String>());
        let touches = letters.get(end).is_some_and(|letter| !letter.is_whitespace());
        assert_eq!(word.misc.contains("SpaceAfter=No"), touches, "{word:?}");
        last = end;
    }
    assert!(text(&done.stdout).contains("# text = Sergey Lavrov didn't meet Antony Blinken in Geneva.\n"));
}

#[test]
fn parse_tells_clauses_and_speeches_in_comments_and_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "The minister met the ambassador. The ambassador said that he agreed.\n").unwrap();
    let path = path.to_str().unwrap();
    let (plain, told) = (output(&["parse", path]), output(&["parse", "--clauses", path]));
    assert!(told.status.success(), "{}", text(&told.stderr));
    let is_told = |line: &&str| line.starts_with("# clause = ") || line.starts_with("# speech = ");
    let (new, rest): (Vec<&str>, Vec<&str>) = text(&told.stdout).lines().partition(is_told);
    assert_eq!(rest, text(&plain.stdout).lines().collect::<Vec<_>>());
    let expected = [
        "# clause = met[past] nsubj=minister obj=ambassador",
        "# clause = said[past] nsubj=ambassador ccomp=agreed",
        "# clause = agreed[past] nsubj=he",
        "# speech = said[reported] speaker=ambassador content=agreed",
    ];
    assert_eq!(new, expected);
    let sentences = demarche::language::syntax::conllu::read(text(&told.stdout)).unwrap();
    assert_eq!(sentences.len(), 2);
    // Parsed again, the answers to the old arcs go.
    std::fs::write(path, text(&told.stdout)).unwrap();
    assert_eq!(text(&output(&["parse", "--tokens", "--clauses", path]).stdout), text(&told.stdout));
    assert_eq!(text(&output(&["parse", "--tokens", path]).stdout).lines().find(is_told), None);
}

#[test]
fn parse_keeps_what_it_does_not_parse_and_names_a_line_that_is_not_conllu() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.conllu");
    let (kept, said) = ("# own = 1\n1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_\n", "1\tIt\tx\tX\tX\tA=B\t_\tx\tkept\tkept\n");
    std::fs::write(&path, format!("{kept}{said}2\t's\t_\t_\t_\t_\t_\t_\t_\t_\n\n")).unwrap();
    let done = output(&["parse", "--tokens", path.to_str().unwrap()]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let lines: Vec<&str> = text(&done.stdout).lines().collect();
    assert_eq!(lines[..2].join("\n") + "\n", kept);
    let columns: Vec<&str> = lines[2].split('\t').collect();
    assert_eq!((columns[2], columns[3], columns[5], columns[8], columns[9]), ("it", "PRON", "A=B", "kept", "kept"));
    std::fs::write(&path, "It is text.\n").unwrap();
    let done = output(&["parse", "--tokens", path.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("a.conllu: line 1: has not ten columns"), "{}", text(&done.stderr));
}

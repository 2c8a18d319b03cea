//! Three processes, each with an address of its own, come to the answers of one; when one is lost
//! the others say so, and the run goes on from where it was.
#![cfg(all(feature = "cluster", unix))]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PROCESSES: usize = 3;

fn corroborate() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corroborate"));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Votes that are hard to tell apart, so that the fit takes many steps.
fn votes() -> String {
    let mut state = 9u64;
    let mut draw = move |n: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % n
    };
    let mut table = "source,question,value\n".to_owned();
    for q in 0..600 {
        for _ in 0..5 {
            let s = draw(40);
            let right = draw(100) < 30 + s;
            let value = if right { q % 4 } else { draw(4) };
            table += &format!("s{s},q{q},label {value}\n");
        }
    }
    table
}

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(world.path("votes.csv"), votes()).unwrap();
        fs::write(world.path("settings.toml"), "[consensus]\ntolerance = 1e-12\nmax_steps = 60\n")
            .unwrap();
        let done = corroborate()
            .arg("ledger")
            .arg(world.path("votes.csv"))
            .args(["--shards", "6", "--out"])
            .arg(world.path("shards"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        // Three addresses of the loopback network, on ports that are free.
        let hosts: String = (1..=PROCESSES)
            .map(|i| {
                let free = TcpListener::bind(format!("127.0.0.{i}:0")).unwrap();
                format!("{}\n", free.local_addr().unwrap())
            })
            .collect();
        fs::write(world.path("hosts.txt"), hosts).unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts process `k`, which holds every third shard.
    fn start(&self, k: usize) -> Child {
        let shards = (k + 1..=6)
            .step_by(PROCESSES)
            .map(|i| self.path("shards").join(format!("shard-{i:04}-of-0006.parquet")));
        corroborate()
            .args(["cluster", "--process", &k.to_string(), "-w", "1", "--hosts"])
            .arg(self.path("hosts.txt"))
            .arg("consensus")
            .args(shards)
            .args(["--method", "dawid_skene", "--threads", "1", "--config"])
            .arg(self.path("settings.toml"))
            .arg("--out")
            .arg(self.path("out"))
            .spawn()
            .unwrap()
    }

    fn run(&self) -> Vec<Output> {
        let children: Vec<Child> = (0..PROCESSES).map(|k| self.start(k)).collect();
        children.into_iter().map(|c| c.wait_with_output().unwrap()).collect()
    }

    /// All answers, or all beliefs, of all shards in order of question.
    fn written(&self, what: &str) -> Vec<String> {
        let mut rows = Vec::new();
        for i in 1..=6 {
            let path = self.path("out").join(format!("{what}-shard-{i:04}-of-0006.csv"));
            let text = fs::read_to_string(path).unwrap();
            rows.extend(text.lines().skip(1).map(str::to_owned));
        }
        rows.sort_unstable();
        rows
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn wait_for(path: &Path) {
    let begin = Instant::now();
    while !path.exists() {
        assert!(begin.elapsed() < Duration::from_secs(120), "{} never came", path.display());
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn three_processes_answer_as_one_and_a_lost_one_can_be_replaced() {
    let world = World::new();
    for output in world.run() {
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("after 60 steps"), "{}", said(&output));
    }
    let (answers, beliefs) = (world.written("answers"), world.written("beliefs"));
    assert!(!world.path("out/checkpoints").exists());

    let alone = corroborate()
        .stdout(Stdio::piped())
        .arg("consensus")
        .arg(world.path("votes.csv"))
        .args(["--method", "dawid_skene", "--config"])
        .arg(world.path("settings.toml"))
        .output()
        .unwrap();
    let mut expected: Vec<String> =
        String::from_utf8_lossy(&alone.stdout).lines().skip(1).map(str::to_owned).collect();
    expected.sort_unstable();
    assert_eq!(answers, expected);

    // One is killed after its second step.
    fs::remove_dir_all(world.path("out")).unwrap();
    let mut children: Vec<Child> = (0..PROCESSES).map(|k| world.start(k)).collect();
    wait_for(&world.path("out/checkpoints/worker-2-part-0-even.checkpoint"));
    children[2].kill().unwrap();
    children.pop().unwrap().wait().unwrap();
    let lost = fs::read_to_string(world.path("hosts.txt")).unwrap();
    let lost = lost.lines().nth(2).unwrap();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        // Whoever notices last may see its neighbour go first.
        assert!(said(&output).contains(" is gone: the run cannot go on"), "{}", said(&output));
        assert!(said(&output).contains(lost) || said(&output).contains("127.0.0."));
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
    }
    for output in world.run() {
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("going on from a checkpoint"), "{}", said(&output));
    }
    assert_eq!(world.written("answers"), answers);
    assert_eq!(world.written("beliefs"), beliefs);
}

#[test]
fn a_wrong_hosts_file_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let hosts = folder.path().join("hosts.txt");
    fs::write(&hosts, "# ours\nfirst-machine\n").unwrap();
    let output = corroborate()
        .args(["cluster", "--process", "0", "--hosts"])
        .arg(&hosts)
        .args(["consensus", "shard.parquet", "--out", "out"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("line 2: `first-machine` is no host:port"), "{}", said(&output));
}

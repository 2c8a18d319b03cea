//! Category votes in packed blocks, put aside in a temporary file: about six bytes a vote.
//!
//! ```text
//! block = counts, then by question: yes/no?, answers, votes; by answer: label; by vote: voice,
//!         answer, weight (only where some weight is not 1)
//! ```
//!
//! The file has no name, so nothing of it is left however the process ends. It is read anew at every
//! step; where memory is free, the system keeps it there.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::super::layout::Cast;

/// Votes of a block, before the part at hand is completed.
const BLOCK_VOTES: usize = 1 << 16;

/// Some questions with their votes.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Block {
    /// Whether a question takes yes or no alone, by question.
    pub yes_no: Vec<bool>,
    /// Where each question's answers start; one more than there are questions.
    pub answer_at: Vec<usize>,
    /// The label of each answer: for yes/no questions 0 is yes, else as the stream numbers labels.
    pub labels: Vec<u32>,
    /// Where each question's votes start; one more than there are questions.
    pub vote_at: Vec<usize>,
    /// Votes; `answer` is numbered within its question.
    pub votes: Vec<Cast>,
}

impl Block {
    /// Forgets all questions.
    pub fn clear(&mut self) {
        self.yes_no.clear();
        self.answer_at.clear();
        self.answer_at.push(0);
        self.labels.clear();
        self.vote_at.clear();
        self.vote_at.push(0);
        self.votes.clear();
    }

    /// Adds a question.
    pub fn push(&mut self, yes_no: bool, labels: impl Iterator<Item = u32>, votes: Vec<Cast>) {
        self.yes_no.push(yes_no);
        self.labels.extend(labels);
        self.answer_at.push(self.labels.len());
        self.votes.extend(votes);
        self.vote_at.push(self.votes.len());
    }

    /// Calls `f(yes_no, labels, votes)` for every question.
    pub fn each_question(&self, mut f: impl FnMut(bool, &[u32], &[Cast])) {
        for (i, &yes_no) in self.yes_no.iter().enumerate() {
            f(
                yes_no,
                &self.labels[self.answer_at[i]..self.answer_at[i + 1]],
                &self.votes[self.vote_at[i]..self.vote_at[i + 1]],
            );
        }
    }

    fn pack(&self, out: &mut Vec<u8>) {
        let most = |offsets: &[usize]| offsets.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
        let (answers, votes) = (most(&self.answer_at), most(&self.vote_at));
        let label = self.labels.iter().copied().max().unwrap_or(0) as usize;
        let weighted = self.votes.iter().any(|v| v.weight != 1.0);
        let head = [self.yes_no.len(), self.labels.len(), self.votes.len()];
        head.iter().for_each(|n| out.extend_from_slice(&(*n as u32).to_le_bytes()));
        let widths = [width(answers), width(votes), width(label)];
        out.extend(widths.map(|w| w as u8));
        out.push(u8::from(weighted));
        out.extend(self.yes_no.iter().map(|&y| u8::from(y)));
        let counts =
            |offsets: &[usize]| -> Vec<usize> { offsets.windows(2).map(|w| w[1] - w[0]).collect() };
        put(out, widths[0], counts(&self.answer_at).into_iter());
        put(out, widths[1], counts(&self.vote_at).into_iter());
        put(out, widths[2], self.labels.iter().map(|&l| l as usize));
        put(out, 4, self.votes.iter().map(|v| v.voice as usize));
        put(out, widths[0], self.votes.iter().map(|v| v.answer as usize));
        if weighted {
            self.votes.iter().for_each(|v| out.extend_from_slice(&v.weight.to_le_bytes()));
        }
    }

    /// Fills this block from packed bytes.
    fn unpack(&mut self, bytes: &[u8]) {
        self.clear();
        let mut rest = bytes;
        let mut take = |n: usize| {
            let (own, tail) = rest.split_at(n);
            rest = tail;
            own
        };
        let [questions, labels, votes] = [0; 3].map(|_: usize| number(take(4)) as usize);
        let widths = [0; 3].map(|_: usize| take(1)[0] as usize);
        let weighted = take(1)[0] == 1;
        self.yes_no.extend(take(questions).iter().map(|&y| y == 1));
        let sum = |at: &mut usize, n: u32| {
            *at += n as usize;
            Some(*at)
        };
        self.answer_at.extend(get(take(questions * widths[0]), widths[0]).scan(0, sum));
        self.vote_at.extend(get(take(questions * widths[1]), widths[1]).scan(0, sum));
        self.labels.extend(get(take(labels * widths[2]), widths[2]));
        let voices = take(votes * 4);
        let answers = take(votes * widths[0]);
        let cast = |(voice, answer)| Cast { voice, answer, weight: 1.0 };
        // A loop each, so that the widths are known within.
        let voices = voices.chunks_exact(4).map(|b| b.try_into().map_or(0, u32::from_le_bytes));
        match widths[0] {
            1 => self.votes.extend(voices.zip(answers.iter().map(|&b| u32::from(b))).map(cast)),
            n => self.votes.extend(voices.zip(answers.chunks_exact(n).map(number)).map(cast)),
        }
        if weighted {
            for (vote, bytes) in self.votes.iter_mut().zip(take(votes * 8).chunks_exact(8)) {
                vote.weight = bytes.try_into().map_or(1.0, f64::from_le_bytes);
            }
        }
    }
}

/// Bytes that a number up to `most` needs: 1, 2 or 4.
fn width(most: usize) -> usize {
    match most {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

fn put(out: &mut Vec<u8>, width: usize, numbers: impl Iterator<Item = usize>) {
    for n in numbers {
        out.extend_from_slice(&n.to_le_bytes()[..width]);
    }
}

fn get(bytes: &[u8], width: usize) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(width).map(number)
}

/// Little-endian, of up to 4 bytes.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |n, &b| n << 8 | u32::from(b))
}

/// Packed blocks in a temporary file.
pub(super) struct Spill {
    file: File,
    /// Where each block starts, how long it is, and how many votes it holds.
    blocks: Vec<(u64, usize, usize)>,
}

/// Writes a [`Spill`].
pub(super) struct SpillWriter {
    file: BufWriter<File>,
    at: u64,
    blocks: Vec<(u64, usize, usize)>,
    block: Block,
    bytes: Vec<u8>,
}

impl SpillWriter {
    /// Begins a temporary file.
    pub fn new() -> io::Result<Self> {
        let mut block = Block::default();
        block.clear();
        let file = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        Ok(Self { file, at: 0, blocks: Vec::new(), block, bytes: Vec::new() })
    }

    /// Adds a question.
    pub fn push(
        &mut self,
        yes_no: bool,
        labels: impl Iterator<Item = u32>,
        votes: Vec<Cast>,
    ) -> io::Result<()> {
        self.block.push(yes_no, labels, votes);
        if self.block.votes.len() >= BLOCK_VOTES { self.put_aside() } else { Ok(()) }
    }

    fn put_aside(&mut self) -> io::Result<()> {
        self.bytes.clear();
        self.block.pack(&mut self.bytes);
        self.file.write_all(&self.bytes)?;
        self.blocks.push((self.at, self.bytes.len(), self.block.votes.len()));
        self.at += self.bytes.len() as u64;
        self.block.clear();
        Ok(())
    }

    /// All blocks, to be read.
    pub fn finish(mut self) -> io::Result<Spill> {
        if !self.block.yes_no.is_empty() {
            self.put_aside()?;
        }
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spill { file, blocks: self.blocks })
    }
}

impl Spill {
    /// Votes in all.
    pub fn votes(&self) -> usize {
        self.blocks.iter().map(|b| b.2).sum()
    }

    /// Bytes in all.
    pub fn bytes(&self) -> u64 {
        self.blocks.iter().map(|b| b.1 as u64).sum()
    }

    /// The blocks as `n` runs of about as many votes each.
    pub fn runs(&self, n: usize) -> Vec<std::ops::Range<usize>> {
        let total = self.votes();
        let mut cuts = vec![0];
        let mut votes = 0;
        for (at, block) in self.blocks.iter().enumerate() {
            votes += block.2;
            if votes * n >= total * cuts.len() && cuts.len() < n {
                cuts.push(at + 1);
            }
        }
        cuts.push(self.blocks.len());
        cuts.windows(2).map(|w| w[0]..w[1]).collect()
    }

    /// Calls `f` with each block of a run in turn.
    pub fn each_block(
        &self,
        run: std::ops::Range<usize>,
        mut f: impl FnMut(&Block),
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut block = Block::default();
        for &(at, len, _) in &self.blocks[run] {
            bytes.resize(len, 0);
            read_at(&self.file, &mut bytes, at)?;
            block.unpack(&bytes);
            f(&block);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                at += n as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_packed_block_is_the_block(
            questions in prop::collection::vec(
                (any::<bool>(), prop::collection::vec(0u32..70_000, 1..5),
                 prop::collection::vec((any::<u32>(), prop::sample::select(vec![1.0, 0.5])), 0..9)),
                0..9,
            ),
        ) {
            let mut block = Block::default();
            block.clear();
            for (yes_no, labels, votes) in questions {
                let casts = votes
                    .iter()
                    .map(|&(voice, weight)| Cast { voice, answer: voice % labels.len() as u32, weight })
                    .collect();
                block.push(yes_no, labels.into_iter(), casts);
            }
            let mut bytes = Vec::new();
            block.pack(&mut bytes);
            let mut back = Block::default();
            back.unpack(&bytes);
            prop_assert_eq!(back, block);
        }
    }

    #[test]
    fn runs_cover_all_blocks_in_order() {
        let mut writer = SpillWriter::new().unwrap();
        for i in 0..40u32 {
            let votes =
                (0..10_000).map(|v| Cast { voice: v, answer: i % 2, weight: 1.0 }).collect();
            writer.push(false, [0, 1].into_iter(), votes).unwrap();
        }
        let spill = writer.finish().unwrap();
        assert_eq!(spill.votes(), 400_000);
        for n in 1..9 {
            let runs = spill.runs(n);
            assert!(runs.len() <= n.max(1));
            let mut first = Vec::new();
            for run in runs {
                spill
                    .each_block(run, |b| {
                        first.extend(b.votes.iter().step_by(10_000).map(|v| v.answer))
                    })
                    .unwrap();
            }
            assert_eq!(first, (0..40).map(|i| i % 2).collect::<Vec<_>>(), "{n} runs");
        }
    }
}

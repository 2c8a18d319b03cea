//! What the tagger and the parser see of a word: hashes of its form, ends and shape.

/// Turns parts into a feature's 32-bit name. `template` tells the templates apart.
#[inline(always)]
pub(super) fn name(template: u32, a: u32, b: u32, c: u32) -> u32 {
    // Odd multipliers spread each part over 64 bits; the last product mixes them.
    let x = u64::from(template)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(u64::from(a).wrapping_mul(0xD6E8_FEB8_6659_FD93))
        .wrapping_add(u64::from(b).wrapping_mul(0xA076_1D64_78BD_642F))
        .wrapping_add(u64::from(c).wrapping_mul(0xE703_7ED1_A0B4_28DB));
    let x = (x ^ (x >> 32)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (x >> 32) as u32
}

/// A word as the models see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Hash of the form with digits levelled and quotation marks made straight.
    pub exact: u32,
    /// The same in lower case.
    pub lower: u32,
    /// Hashes of the last one to five characters in lower case.
    pub suffix: [u32; 5],
    /// Hashes of the first one to four characters in lower case.
    pub prefix: [u32; 4],
    /// Capitals, digits, hyphens, length: see [`Form::of`].
    pub shape: u32,
}

/// One step of FNV-1a over a character.
#[inline(always)]
fn step(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193)
}

const SEED: u32 = 0x811C_9DC5;

/// Lower case where one character maps to one.
#[inline(always)]
fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut all = c.to_lowercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Quotation marks, dashes and digits that mean the same are one.
#[inline(always)]
fn level(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '’' | '‘' | '‚' | '‛' | '‹' | '›' => '\'',
        '–' | '—' | '―' | '\u{2010}' | '\u{2011}' => '-',
        _ => c,
    }
}

impl Form {
    /// Reads a word. One pass, no allocation.
    ///
    /// The shape holds, from the lowest bit: first letter capital (1), any letter small (1), any
    /// later letter capital (1), digits (1), all digits and marks (1), hyphen (1), full stop (1),
    /// apostrophe (1), length up to 7 (3).
    pub fn of(word: &str) -> Self {
        let mut form = Self { exact: SEED, lower: SEED, ..Self::default() };
        let mut recent = ['\0'; 5];
        let (mut n, mut letters, mut small, mut capital, mut digit) =
            (0usize, 0usize, false, false, false);
        let (mut first_capital, mut hyphen, mut stop, mut apostrophe) =
            (false, false, false, false);
        let mut previous = '\0';
        for c in word.chars() {
            let flat = level(c);
            // Runs of digits are one: 1,200 and 47,000 are alike.
            if flat == '0' && previous == '0' {
                continue;
            }
            previous = flat;
            let low = lower(flat);
            form.exact = step(form.exact, flat);
            form.lower = step(form.lower, low);
            if n < 4 {
                form.prefix[n] = form.lower;
            }
            recent.rotate_left(1);
            recent[4] = low;
            if flat == '0' {
                digit = true;
            } else if c.is_ascii_lowercase() {
                letters += 1;
                small = true;
            } else if c.is_uppercase() {
                letters += 1;
                if n == 0 {
                    first_capital = true;
                } else {
                    capital = true;
                }
            } else if c.is_alphabetic() {
                letters += 1;
                small = true;
            } else {
                match flat {
                    '-' => hyphen = true,
                    '.' => stop = true,
                    '\'' => apostrophe = true,
                    _ => {}
                }
            }
            n += 1;
        }
        let mut hash = SEED;
        for (k, suffix) in form.suffix.iter_mut().enumerate() {
            if k >= n {
                break;
            }
            hash = step(hash, recent[4 - k]);
            *suffix = hash;
        }
        form.shape = u32::from(first_capital)
            | u32::from(small) << 1
            | u32::from(capital) << 2
            | u32::from(digit) << 3
            | u32::from(digit && letters == 0) << 4
            | u32::from(hyphen) << 5
            | u32::from(stop) << 6
            | u32::from(apostrophe) << 7
            | (n.min(7) as u32) << 8;
        form
    }

    /// The shape without the length.
    #[inline(always)]
    pub fn outline(&self) -> u32 {
        self.shape & 0xff
    }
}

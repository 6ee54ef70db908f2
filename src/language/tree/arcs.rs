//! How words hang together: children, order from the roots, depth, extent.

use std::ops::Range;

use super::{Relation, Tree, Word};

/// The arcs of a sentence, from the heads' side. Everything is indexed by word.
#[derive(Debug, Clone, Default)]
pub(super) struct Arcs {
    /// All children, those of one word side by side and in reading order.
    children: Vec<usize>,
    /// Where each word's children begin in `children`; one more for the end.
    starts: Vec<usize>,
    /// All words, each after its head.
    pub(super) order: Vec<usize>,
    /// Steps from the root.
    pub(super) depth: Vec<usize>,
    /// From the first to behind the last word of each word's subtree; other words may stand between.
    extents: Vec<Range<usize>>,
    /// Arcs that were cut.
    pub(super) cuts: usize,
}

impl Arcs {
    /// Reads the words' heads, and cuts those arcs that make no tree.
    pub(super) fn of(words: &mut [Word<'_>]) -> Self {
        let mut cuts = cut_strays(words);
        let mut arcs = Self::linked(words);
        while let Some(cycle) = arcs.first_unreached(words.len()) {
            cuts += cut_cycles(words, &arcs.depth, cycle);
            arcs = Self::linked(words);
        }
        arcs.extents = arcs.measured(words);
        arcs.cuts = cuts;
        arcs
    }

    fn linked(words: &[Word<'_>]) -> Self {
        let (starts, children) = children(words);
        let mut arcs = Self { children, starts, depth: vec![usize::MAX; words.len()], ..Self::default() };
        arcs.visit(words);
        arcs
    }

    /// Puts words in order from the roots on, with their depth; those in a cycle are not reached.
    fn visit(&mut self, words: &[Word<'_>]) {
        let is_root = |at: &usize| words.get(*at).is_some_and(|word| word.head.is_none());
        let mut order: Vec<usize> = (0..words.len()).filter(is_root).collect();
        let mut next = 0;
        while let Some(word) = order.get(next).copied() {
            let above = words.get(word).and_then(|word| word.head).and_then(|head| self.depth.get(head).copied());
            if let Some(depth) = self.depth.get_mut(word) {
                *depth = above.map_or(0, |above| above.saturating_add(1));
            }
            order.extend(self.children_of(word));
            next += 1;
        }
        self.order = order;
    }

    fn first_unreached(&self, count: usize) -> Option<usize> {
        (self.order.len() < count).then(|| self.depth.iter().position(|depth| *depth == usize::MAX)).flatten()
    }

    fn measured(&self, words: &[Word<'_>]) -> Vec<Range<usize>> {
        let mut extents: Vec<Range<usize>> = (0..words.len()).map(|word| word..word + 1).collect();
        for word in self.order.iter().rev() {
            let own = extents.get(*word).cloned();
            let head = words.get(*word).and_then(|word| word.head);
            if let Some((own, above)) = own.zip(head.and_then(|head| extents.get_mut(head))) {
                *above = above.start.min(own.start)..above.end.max(own.end);
            }
        }
        extents
    }

    pub(super) fn children_of(&self, word: usize) -> &[usize] {
        match self.starts.get(word..) {
            Some([start, end, ..]) => self.children.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Cuts heads beyond the sentence and words that are their own head.
fn cut_strays(words: &mut [Word<'_>]) -> usize {
    let count = words.len();
    let mut cuts = 0;
    for (at, word) in words.iter_mut().enumerate() {
        if word.head.is_some_and(|head| head >= count || head == at) {
            word.head = None;
            cuts += 1;
        }
    }
    cuts
}

/// Cuts one arc of each cycle, which begins to be sought at a word that no root reaches: the arc of the cycle's first
/// word in reading order that the search meets. Cost is linear in the words.
fn cut_cycles(words: &mut [Word<'_>], depth: &[usize], first: usize) -> usize {
    let mut walk_of = vec![usize::MAX; words.len()];
    let mut cuts = 0;
    for start in (first..words.len()).filter(|word| depth.get(*word) == Some(&usize::MAX)) {
        let mut at = start;
        while walk_of.get(at) == Some(&usize::MAX) {
            if let Some(walk) = walk_of.get_mut(at) {
                *walk = start;
            }
            at = words.get(at).and_then(|word| word.head).unwrap_or(usize::MAX);
        }
        if walk_of.get(at) == Some(&start)
            && let Some(word) = words.get_mut(at)
            && word.head.take().is_some()
        {
            cuts += 1;
        }
    }
    cuts
}

/// Where each word's children begin, and all children.
fn children(words: &[Word<'_>]) -> (Vec<usize>, Vec<usize>) {
    let mut starts = vec![0; words.len() + 1];
    for head in words.iter().filter_map(|word| word.head) {
        if let Some(count) = starts.get_mut(head + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut next = starts.clone();
    let mut children = vec![0; total];
    for (child, head) in words.iter().enumerate().filter_map(|(at, word)| word.head.map(|head| (at, head))) {
        if let Some(place) = next.get_mut(head) {
            if let Some(slot) = children.get_mut(*place) {
                *slot = child;
            }
            *place += 1;
        }
    }
    (starts, children)
}

impl Tree<'_> {
    /// The roots in reading order: one where the parser made a tree.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        self.arcs.order.iter().copied().take_while(|word| self.head(*word).is_none())
    }

    /// A word's children in reading order.
    pub fn children(&self, word: usize) -> &[usize] {
        self.arcs.children_of(word)
    }

    /// A word's children in some relation, in reading order. Costs as much as all of them.
    pub fn children_in(&self, word: usize, relation: Relation) -> impl Iterator<Item = usize> {
        self.children(word).iter().copied().filter(move |child| self.relation(*child) == relation)
    }

    /// From the first to behind the last word under a word, itself among them. Words of others may stand between
    /// where arcs cross.
    pub fn extent(&self, word: usize) -> Range<usize> {
        self.arcs.extents.get(word).cloned().unwrap_or(word..word)
    }

    /// Steps between a word and its root.
    pub fn depth(&self, word: usize) -> usize {
        self.arcs.depth.get(word).copied().unwrap_or_default()
    }

    /// All words, each after its head.
    pub(super) fn top_down(&self) -> impl Iterator<Item = usize> {
        self.arcs.order.iter().copied()
    }
}

//! The gradient against differences of the loss, and what a network must hold to.

use super::*;

fn sizes() -> Sizes {
    Sizes { rows: 30, vector: 5, row: 8, width: 8, layers: 3, tags: 6, labels: 7, arc: 8, label: 9 }
}

/// Two sentences of random words, with random heads.
fn batch(random: &mut Random) -> (Batch, Vec<Gold>) {
    let mut batch = Batch::new(5);
    let mut gold = Vec::new();
    for count in [7, 1, 12] {
        let words: Vec<Input> = (0..count)
            .map(|_| Input {
                rows: std::array::from_fn(|_| {
                    let row = u32::try_from(random.below(40)).unwrap();
                    if row < 30 { row } else { NO_ROW }
                }),
                vector: None,
            })
            .collect();
        batch.add_sentence(words.into_iter(), &Vectors::default());
        gold.extend((0..count).map(|word| Gold {
            tag: u8::try_from(random.below(6)).unwrap(),
            head: (word + 1 + random.below(count)) % (count + 1),
            label: u8::try_from(random.below(7)).unwrap(),
            tag_weight: random.unit(),
            arc_weight: random.unit(),
        }));
    }
    for (word, gold) in gold.iter_mut().enumerate() {
        let start = batch.sentences.iter().find(|sentence| sentence.contains(&word)).unwrap().start;
        // No word is its own head.
        gold.head = if gold.head == word - start + 1 { 0 } else { gold.head };
    }
    batch.vectors.values_mut().iter_mut().for_each(|value| *value = random.unit() - 0.5);
    (batch, gold)
}

fn loss(network: &Network, batch: &Batch, gold: &[Gold], gradient: &mut Network) -> f64 {
    let hiding = Hiding { layers: 0.0, ends: 0.0 };
    let loss = learn(network, (batch, gold), hiding, &mut Random::new(1), gradient);
    loss.tags + loss.arcs + loss.labels
}

#[test]
fn the_gradient_of_every_part_is_the_slope_of_the_loss() {
    let mut random = Random::new(5);
    let mut network = Network::random(&sizes(), &mut random);
    for part in network.parts_mut() {
        part.values_mut().iter_mut().for_each(|value| *value += (random.unit() - 0.5) * 0.3);
    }
    let (batch, gold) = batch(&mut random);
    let mut gradient = network.zeros();
    loss(&network, &batch, &gold, &mut gradient);
    let step = 0.0004;
    for at in 0..network.parts().len() {
        let direction: Vec<f32> = network.parts()[at].values().iter().map(|_| random.unit() - 0.5).collect();
        let moved = |by: f32| {
            let mut network = network.clone();
            let part = &mut network.parts_mut()[at];
            part.values_mut().iter_mut().zip(&direction).for_each(|(value, slope)| *value += by * slope);
            loss(&network, &batch, &gold, &mut network.zeros())
        };
        let slope = (moved(step) - moved(-step)) / f64::from(2.0 * step);
        let pairs = gradient.parts()[at].values().iter().zip(&direction);
        let expected: f64 = pairs.map(|(value, slope)| f64::from(value * slope)).sum();
        let bound = 0.02 * (expected.abs() + 0.5);
        assert!((slope - expected).abs() < bound, "part {at}: {slope} where the gradient has {expected}");
    }
}

#[test]
fn a_sentence_has_the_same_scores_alone_and_among_others() {
    let mut random = Random::new(3);
    let network = Network::random(&sizes(), &mut random);
    let (all, _) = batch(&mut random);
    let (tags, scores) = network.score(&all);
    for sentence in &all.sentences {
        let mut one = Batch::new(5);
        one.add_sentence(all.words[sentence.clone()].iter().cloned(), &Vectors::default());
        for (at, word) in sentence.clone().enumerate() {
            one.vectors.row_mut(at).copy_from_slice(all.vectors.row(word));
        }
        let (own_tags, own_scores) = network.score(&one);
        assert_eq!(own_tags.values(), &tags.values()[sentence.start * 6..sentence.end * 6]);
        assert_eq!(own_scores.arcs(&network, &one.sentences[0]), scores.arcs(&network, sentence));
    }
}

#[test]
fn a_network_is_read_as_it_was_written_but_for_rounding() {
    let network = Network::random(&sizes(), &mut Random::new(9));
    let mut encoder = Encoder::default();
    network.encode(&mut encoder);
    let read = Network::decode(&mut Decoder::new(&encoder.bytes)).unwrap();
    assert_eq!(read.sizes(), sizes());
    for (part, read) in network.parts().into_iter().zip(read.parts()) {
        let near = |(a, b): (&f32, &f32)| (a - b).abs() < 0.01;
        assert!(part.values().iter().zip(read.values()).all(near));
    }
    let mut other = network;
    other.window = Dense::random(3, 8, &mut Random::new(9));
    let mut encoder = Encoder::default();
    other.encode(&mut encoder);
    let refused = Network::decode(&mut Decoder::new(&encoder.bytes)).unwrap_err();
    assert_eq!(refused.0, "its network does not fit together");
}

#[test]
fn distances_are_told_apart_by_side_and_length() {
    let kinds = |heads: &[usize]| heads.iter().map(|head| distance(50, *head)).collect::<Vec<_>>();
    assert_eq!(kinds(&[49, 48, 45, 44, 41, 0]), [0, 1, 4, 5, 6, 9]);
    assert_eq!(kinds(&[51, 52, 55, 56, 59, 100]), [10, 11, 14, 15, 16, 19]);
}

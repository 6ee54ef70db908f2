//! Drafts to who is meant: by name, by office on the article's day, by country, by what the article told before.

use jiff::civil::Date;

use super::{
    Actor, ActorMention, Basis,
    country::Countries,
    draft::{Body, Draft, Title, Use, What},
    entity::{Entities, Entity, name_words},
    reference,
    scan::Scan,
};
use crate::{
    event::{ActorKind, Sector},
    knowledge::{Knowledge, Reading},
    mention::{Document, Feature, WordSpan},
};

/// How sure each way is. Set by hand; the event coder learns its own weights.
pub(super) const BY_NAME: f64 = 0.97;
pub(super) const BY_TEXT: f64 = 0.9;
const BY_TITLE: f64 = 0.95;
const BY_OFFICE: f64 = 0.9;
pub(super) const BY_SHORT_NAME: f64 = 0.95;
pub(super) const BY_FAMILY_NAME: f64 = 0.85;
const BY_COREFERENCE: f64 = 0.8;
pub(super) const BY_CONTEXT: f64 = 0.55;
const BY_PLACE: f64 = 0.6;

/// Who is meant, how that was found, and how sure it is.
pub(super) type Found = (usize, Basis, f64);

/// Resolves the drafts of all sentences.
pub(super) fn resolve(document: &Document<'_>, scans: &[Scan<'_>], drafts: Vec<Vec<Draft>>) -> Vec<ActorMention> {
    let Some(first) = scans.first() else { return Vec::new() };
    let mut resolver = Resolver {
        known: first.known,
        day: document.article.published.as_ref().map(|published| published.date),
        entities: Entities::default(),
        countries: Countries::of(scans, &drafts),
        starts: Vec::with_capacity(drafts.len()),
        scans,
    };
    let mut found: Vec<Vec<Option<Found>>> = drafts.iter().map(|drafts| vec![None; drafts.len()]).collect();
    // Full names first, wherever they stand: a title or a lead may use family names alone.
    for (number, drafts) in drafts.iter().enumerate() {
        for (index, draft) in drafts.iter().enumerate() {
            if let What::Person(name) = &draft.what
                && name_words(&name.text).len() > 1
            {
                let result = Some(resolver.full_name(name, number));
                found
                    .get_mut(number)
                    .and_then(|found| found.get_mut(index))
                    .into_iter()
                    .for_each(|place| *place = result);
            }
        }
    }
    let mut mentions: Vec<ActorMention> = Vec::new();
    for (number, drafts) in drafts.into_iter().enumerate() {
        resolver.starts.push(mentions.len());
        for (index, draft) in drafts.into_iter().enumerate() {
            let known = found.get(number).and_then(|found| found.get(index)).copied().flatten();
            let results = known.map_or_else(|| resolver.draft(&draft, number, &mentions), |found| vec![found]);
            for result in results {
                mentions.extend(resolver.mention(&draft, number, result));
            }
        }
    }
    resolver.add_owners(&mut mentions);
    resolver.add_places(&mut mentions);
    // An apposition may give a mention the words of its second half.
    mentions.sort_by(|a, b| a.span.cmp(&b.span));
    mentions
}

pub(super) struct Resolver<'a, 'd> {
    pub(super) known: &'d Knowledge,
    pub(super) day: Option<Date>,
    pub(super) entities: Entities,
    /// What countries the article tells of, for those whom no word gives one.
    pub(super) countries: Countries,
    /// The first mention of each sentence that was begun.
    pub(super) starts: Vec<usize>,
    pub(super) scans: &'a [Scan<'d>],
}

impl Resolver<'_, '_> {
    fn draft(&mut self, draft: &Draft, number: usize, before: &[ActorMention]) -> Vec<Found> {
        match &draft.what {
            What::Known(reading) => self.reading(*reading, (draft, number)).into_iter().collect(),
            What::Person(name) => self.short_name(name, number).into_iter().collect(),
            What::Office(title) => {
                let owned = self.owned(title, draft, before);
                self.office(owned.as_ref().unwrap_or(title), number).into_iter().collect()
            }
            What::BodyNoun => reference::body(self, (draft, number), before).into_iter().collect(),
            What::Body(body) => vec![self.body(body)],
            What::Ethnic => vec![self.ethnic(draft, number)],
            What::Pronoun(pronoun) => reference::pronoun(self, (draft, number), *pronoun, before),
            What::Pair(pair) => reference::pair(self, (draft, number), *pair, before),
        }
    }

    /// The mentions of a sentence, by its number in the document, as far as they were resolved.
    pub(super) fn sentence<'m>(&self, number: usize, mentions: &'m [ActorMention]) -> &'m [ActorMention] {
        let start = self.starts.get(number).copied().unwrap_or(mentions.len());
        let end = self.starts.get(number + 1).copied().unwrap_or(mentions.len());
        mentions.get(start..end).unwrap_or_default()
    }

    fn mention(&mut self, draft: &Draft, number: usize, (entity, basis, confidence): Found) -> Option<ActorMention> {
        let entity_of = self.entities.get_mut(entity)?;
        entity_of.last = number;
        let mut actor = entity_of.actor.clone();
        match &draft.what {
            What::Known(Reading::Seat(_)) => {
                actor = Actor { kind: ActorKind::Government, sector: Some(Sector::Government), ..actor };
            }
            What::Office(title) if basis == Basis::Office || basis == Basis::Coreference => {
                actor.role = Some(title.text.clone());
            }
            _ => {}
        }
        let (span, outer, used) = (draft.span.clone(), draft.outer.clone(), draft.used);
        let name = match &draft.what {
            What::Person(name) => Some(name.words.clone()),
            What::Known(_) | What::Body(_) => Some(draft.span.words()),
            What::Office(_) | What::Ethnic | What::BodyNoun | What::Pronoun(_) | What::Pair(_) => None,
        };
        Some(ActorMention { span, outer, name, used, actor, entity, basis, confidence })
    }

    /// `the government of Prime Minister Simeon Saxe-Coburg-Gotha`: the person after the words tells the country.
    fn add_owners(&self, mentions: &mut [ActorMention]) {
        for at in 1..mentions.len() {
            let Some(([.., agent], [owner, ..])) = mentions.split_at_mut_checked(at) else { continue };
            let place = |mention: &ActorMention| (mention.span.part, mention.span.sentence);
            let open =
                agent.basis == Basis::Context && agent.actor.country.is_none() && agent.actor.kind != ActorKind::Person;
            let person = owner.actor.kind == ActorKind::Person && owner.actor.country.is_some();
            let scan = self.number_of(&agent.span).and_then(|number| self.scans.get(number));
            let of =
                scan.is_some_and(|scan| scan.low(agent.span.end) == "of") && owner.outer.start <= agent.span.end + 2;
            if open && person && of && place(agent) == place(owner) {
                agent.actor.country.clone_from(&owner.actor.country);
                (agent.basis, agent.confidence) = (Basis::Title, BY_OFFICE);
            }
        }
    }

    /// The number in the document of the sentence that a span stands in.
    fn number_of(&self, span: &WordSpan) -> Option<usize> {
        self.scans.binary_search_by_key(&(span.part, span.sentence), |scan| scan.place).ok()
    }

    /// Those of a place that no other mention holds: what is done in or to a town is done to its country.
    fn add_places(&mut self, mentions: &mut Vec<ActorMention>) {
        let mut added = Vec::new();
        for (number, scan) in self.scans.iter().enumerate() {
            for place in &scan.places {
                let held = |mention: &ActorMention| mention.span.overlaps(&place.span);
                let known = self.sentence(number, mentions).iter().any(held);
                let local = matches!(
                    place.feature,
                    Feature::Capital | Feature::Seat | Feature::City | Feature::Region | Feature::County
                );
                let Some(code) = place.country.as_deref().filter(|_| local && !known) else { continue };
                let Some(country) = self.known.country(code) else { continue };
                let actor = plain(ActorKind::Country, Some(code), None, Some(&country.name));
                let entity = self.entities.keyed(format!("country {code}"), || Entity::of(actor.clone()));
                let (span, outer) = (place.span.clone(), place.span.words());
                let confidence = BY_PLACE * place.confidence;
                added.push(ActorMention {
                    span,
                    outer,
                    name: None,
                    used: Use::Locative,
                    actor,
                    entity,
                    basis: Basis::Place,
                    confidence,
                });
            }
        }
        mentions.extend(added);
    }

    /// A country, people, seat or organisation.
    fn reading(&mut self, reading: Reading, (draft, number): (&Draft, usize)) -> Option<Found> {
        let scan = self.scans.get(number)?;
        let code = scan.country_of(reading);
        let known = self.known;
        let entity = match reading {
            Reading::Country(index) | Reading::Adjective(index) | Reading::Seat(index) => {
                let country = known.countries.get(index)?;
                let actor = || plain(ActorKind::Country, code, None, Some(&country.name));
                self.entities.keyed(format!("country {}", country.iso3), || Entity::of(actor()))
            }
            Reading::People(_) => {
                let actor = || plain(ActorKind::Group, code, Some(Sector::Civilians), None);
                self.entities.keyed(format!("people {}", code?), || Entity { is_plural: true, ..Entity::of(actor()) })
            }
            Reading::Organisation(index) => {
                let organisation = known.organisations.get(index)?;
                let actor = || Actor {
                    wikidata: organisation.qid.clone(),
                    ..plain(organisation.kind, code, organisation.sector, Some(&organisation.name))
                };
                let entity = self.entities.keyed(format!("body {index}"), || Entity::of(actor()));
                if let Some(acronym) = scan.acronym(draft.span.end) {
                    self.entities.note_acronym(&acronym, entity);
                }
                entity
            }
            Reading::Person(_) | Reading::Surname(_) | Reading::Role(_) => return None,
        };
        Some((entity, Basis::Name, BY_NAME))
    }

    /// `the Assad regime`, `Trump's cabinet`: the person right before the words tells the country.
    fn owned(&self, title: &Title, draft: &Draft, before: &[ActorMention]) -> Option<Title> {
        let last = before.last().filter(|_| title.country.is_none())?;
        let pronoun = last.basis == Basis::Pronoun && last.used == Use::Possessor;
        let mark = usize::from(last.used == Use::Possessor && !pronoun);
        let beside = (last.span.part, last.span.sentence, last.span.end + mark)
            == (draft.span.part, draft.span.sentence, draft.span.start);
        let person = beside && (pronoun || last.actor.kind == ActorKind::Person);
        let country = last.actor.country.clone().filter(|_| person)?;
        Some(Title { country: Some(country), ..title.clone() })
    }

    /// A people that lives in another country than its name says.
    fn ethnic(&mut self, draft: &Draft, number: usize) -> Found {
        let country = self.countries.around(number);
        let text = self.scans.get(number).map(|scan| scan.text(&draft.span.words())).unwrap_or_default();
        let actor = || plain(ActorKind::Group, country.as_deref(), Some(Sector::Civilians), None);
        let make = || Entity { is_plural: true, ..Entity::of(actor()) };
        (self.entities.keyed(format!("ethnic {}", text.to_lowercase()), make), Basis::Context, BY_CONTEXT)
    }

    /// A body that only the text knows.
    fn body(&mut self, body: &Body) -> Found {
        let kind = match body.sector {
            Some(Sector::Government | Sector::Legislature | Sector::Military | Sector::Police | Sector::Judiciary) => {
                ActorKind::Government
            }
            _ => ActorKind::Organization,
        };
        let actor = || plain(kind, body.country.as_deref(), body.sector, Some(&body.text));
        let entity = self.entities.keyed(format!("text {}", body.text.to_lowercase()), || Entity::of(actor()));
        if let Some(acronym) = &body.acronym {
            self.entities.note_acronym(acronym, entity);
        }
        (entity, Basis::Text, BY_TEXT)
    }

    /// The generic office of a title.
    pub(super) fn generic(&self, title: &Title) -> Option<String> {
        self.known.roles.get(title.role)?.role.clone()
    }

    /// Whether a title without a country must be some state's.
    pub(super) fn is_of_state(&self, title: &Title) -> bool {
        let sector = self.known.roles.get(title.role).map(|role| role.sector);
        let state = [
            Sector::Government,
            Sector::Military,
            Sector::Police,
            Sector::Legislature,
            Sector::Judiciary,
            Sector::Rebels,
            Sector::Opposition,
            Sector::Intelligence,
        ];
        sector.is_some_and(|sector| state.contains(&sector))
    }

    /// An office or agent without a name: one who was named, the holder on the day, or nobody known by name.
    fn office(&mut self, title: &Title, number: usize) -> Option<Found> {
        let role = self.known.roles.get(title.role)?;
        let (kind, sector) = (role.kind, role.sector);
        let single = title.is_definite && !title.is_plural && !title.is_other && kind == ActorKind::Person;
        if single && let Some(entity) = reference::titled(self, title, number) {
            return Some((entity, Basis::Coreference, BY_COREFERENCE));
        }
        let generic = self.generic(title);
        if single
            && !title.is_former
            && let Some(person) = self.holder(title, generic.as_deref())
        {
            let known = self.known.persons.get(person)?;
            let actor = self.of_person(known, Some(title));
            let names = name_words(&known.name);
            let mut entity = Entity { person: Some(person), names, ..Entity::of(actor) };
            entity.learn(title, generic.as_deref());
            return Some((self.entities.add(entity), Basis::Office, BY_OFFICE));
        }
        let told = title.country.clone();
        let body = title.body.and_then(|body| self.known.organisations.get(body));
        let sector = body.and_then(|body| body.sector).unwrap_or(sector);
        let state = self.is_of_state(title);
        let guess = state && !title.is_owned && kind != ActorKind::Organization;
        let country = told.clone().or_else(|| if guess { self.countries.around(number) } else { None });
        let basis = if told.is_some() { Basis::Title } else { Basis::Context };
        let confidence = if told.is_some() { BY_TITLE } else { BY_CONTEXT };
        if country.is_none() && sector == Sector::Civilians {
            return None;
        }
        let is_plural = title.is_plural || kind == ActorKind::Group;
        let person = kind == ActorKind::Person && !is_plural;
        let kind = if kind == ActorKind::Person && is_plural { ActorKind::Group } else { kind };
        let role = person.then(|| title_text(title));
        let actor = Actor { role, ..plain(kind, country.as_deref(), Some(sector), None) };
        let mut entity = Entity { is_plural, ..Entity::of(actor) };
        entity.learn(title, generic.as_deref());
        let key = format!("office {} {}", title.text.to_lowercase(), country.as_deref().unwrap_or("-"));
        let indefinite = person && !title.is_definite;
        let entity = if indefinite { self.entities.add(entity) } else { self.entities.keyed(key, || entity) };
        Some((entity, basis, confidence))
    }
}

pub(super) fn title_text(title: &Title) -> String {
    if title.is_former { format!("former {}", title.text) } else { title.text.clone() }
}

pub(super) fn plain(kind: ActorKind, country: Option<&str>, sector: Option<Sector>, name: Option<&str>) -> Actor {
    let country = country.map(str::to_owned);
    Actor { kind, name: name.map(str::to_owned), role: None, country, sector, wikidata: None }
}

//! Words that tell names of persons from other capitalised words.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set of words in lower case.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// Words before a name that make it a person, in lower case.
pub(super) static TITLES: Words = LazyLock::new(|| WORDS_TITLES.split_whitespace().collect());
const WORDS_TITLES: &str = "mr mrs ms miss dr prof professor sir dame lord lady president vice premier chancellor minister \
    king queen prince princess pope cardinal bishop archbishop rev reverend father sister imam rabbi \
    sheikh ayatollah sen senator rep representative congressman congresswoman gov governor mayor \
    judge justice gen general lt col colonel maj major capt captain sgt sergeant lieutenant admiral \
    adm commander brigadier marshal officer detective sheriff chief director chairman chairwoman \
    chair secretary spokesman spokeswoman spokesperson ambassador envoy leader commissioner attorney \
    prosecutor lawyer analyst economist coach deputy speaker candidate nominee ceo cfo editor author \
    actor actress singer strategist pollster adviser advisor manager councilman councilwoman \
    councillor republican democrat democratic former then prime first foreign defence defense \
    finance interior ex acting opposition mp founder activist journalist correspondent historian \
    emperor dictator warlord guru swami pastor comedian billionaire businessman campaign majority \
    minority whip researcher scientist superintendent inspector constable user resident voter \
    cofounder co communications press party policy national security host anchor executive senior \
    presidential vice-presidential";

/// Nouns of persons that their ending does not tell, in lower case.
pub(super) static PERSON_NOUNS: Words = LazyLock::new(|| WORDS_PERSON_NOUNS.split_whitespace().collect());
const WORDS_PERSON_NOUNS: &str = "head priest nurse expert pilot guard clerk cook monk nun chef guide widow husband son daughter \
    friend colleague neighbour aide boss architect surgeon physician musician politician historian technician mathematician \
    librarian electrician magistrate student accountant consultant attendant tenant sergeant assistant principal dean \
    mason sexton captain novelist vet veteran specialist spokesperson chairperson negotiator";

/// Nouns that end like those of persons and name things, groups or firms, in lower case.
pub(super) static NO_PERSON_NOUNS: Words =
    LazyLock::new(|| WORDS_NO_PERSON_NOUNS.split_whitespace().collect());
const WORDS_NO_PERSON_NOUNS: &str = "river border tower center corner power harbor newspaper paper water weather winter summer \
    september october november december number order quarter chapter letter matter member operator carrier maker \
    manufacturer publisher insurer lender broadcaster retailer supplier producer competitor container tanker freighter \
    cruiser destroyer trawler steamer computer server layer color error mirror motor tractor reactor sector factor corridor \
    floor door after over under ever never however together rather further other another either neither \
    whether later earlier former latter per super her for or nor more german roman human man woman semester trailer cancer \
    theater disaster register charter shelter filter meter liter timber lumber offer career pier beer deer \
    helicopter explorer rover lander launcher printer boiler chamber finger shoulder dinner supper answer flower \
    shower monster master thriller bestseller twitter cluster counter developer customer consumer";

/// Title words that name nobody's rank by themselves: a name is a person only with one of the others.
pub(super) static WEAK_TITLES: Words = LazyLock::new(|| WORDS_WEAK_TITLES.split_whitespace().collect());
const WORDS_WEAK_TITLES: &str = "vice former then first foreign defence defense finance interior ex acting opposition republican \
    democratic prime deputy campaign majority minority co communications press party policy national \
    security executive senior presidential vice-presidential";

/// Words of organisations, places and events: a name that holds one is no person.
pub(super) static NOT_PERSONS: Words = LazyLock::new(|| WORDS_NOT_PERSONS.split_whitespace().collect());
const WORDS_NOT_PERSONS: &str = "council ministry university college committee commission party house senate congress parliament \
    court bank union agency department institute centre center association federation republic \
    states kingdom group company corp inc ltd co llc news times post journal press street avenue \
    road city county state island islands river sea ocean lake mountain mountains airport station \
    hospital school church army navy force forces police office bureau service services organization \
    organisation foundation fund league club cup games conference summit day war act law bill treaty \
    agreement north south east west northern southern eastern western new united international \
    national world democrats republicans americans administration board authority museum park square \
    tower hotel radio tv television network media magazine industries systems technologies airlines \
    motors exhibition headquarters embassy ministers nations european african asian american british \
    russian chinese district province region daily white supreme security";

/// Capitalised words that open sentences and are no names.
pub(super) static OPENERS: Words = LazyLock::new(|| WORDS_OPENERS.split_whitespace().collect());
const WORDS_OPENERS: &str = "the a an he she it they we i you his her its their our my your this that these those in on at by \
    for from to of with as but and or if when while after before during since until although though \
    because however meanwhile moreover also according about what who why how where there here not no \
    yes some many most all both each every one two three so then now today yesterday tomorrow asked \
    speaking earlier later still yet even just only over under more less well let mr previously \
    despite instead another other such like is are was were will would do does did has have had can \
    could should may might must addressing citing last next monday tuesday wednesday thursday friday \
    saturday sunday january february april june july august september october november december us \
    it's he's she's they're we're i'm don't nor among within without amid through once whether key \
    synopsis recent second finally nevertheless indeed perhaps oh";

/// Small words inside names: `Osama bin Laden`, `Charles de Gaulle`.
pub(super) static PARTICLES: Words = LazyLock::new(|| WORDS_PARTICLES.split_whitespace().collect());
const WORDS_PARTICLES: &str = "de da dos del di du la le van von der den bin bint al el ibn ben ul und y e";

/// First names of women.
pub(super) static FEMALE: Words = LazyLock::new(|| WORDS_FEMALE.split_whitespace().collect());
const WORDS_FEMALE: &str = "mary anna maria elizabeth jennifer linda patricia susan jessica sarah karen nancy lisa margaret \
    sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura \
    hillary ivanka melania angela ursula theresa kamala nikki carly huma elena olga tatiana svetlana \
    natalia ekaterina marine giorgia sanna jacinda christine janet julia joan jane kate katie kelly \
    megyn heather loretta debbie claire priya sonia indira mamata nirmala aung fatima aisha leila \
    yulia kellyanne tulsi diane barbara rachel hope diana";

/// First names of men.
pub(super) static MALE: Words = LazyLock::new(|| WORDS_MALE.split_whitespace().collect());
const WORDS_MALE: &str = "james john robert michael mike william bill david richard joseph joe thomas tom charles chris \
    christopher daniel dan matthew anthony mark donald steven steve paul andrew joshua kenneth kevin \
    brian george edward ronald timothy tim jason jeffrey jeff ryan jacob gary nicholas eric jonathan \
    stephen larry justin scott brandon benjamin ben samuel sam gregory frank alexander raymond \
    patrick jack dennis jerry vladimir dmitry sergei sergey alexei maxim mikhail nikolai viktor \
    boris emmanuel olaf friedrich recep bernie ted marco jeb rand barack newt reince rudy mitt \
    narendra amit rahul imran nawaz mohammed mohammad muhammad ahmed ali hassan ibrahim xi li wang \
    kim lee volodymyr oleksandr pedro juan carlos jose luis antonio giuseppe silvio matteo harry \
    peter simon nigel keir rishi jean pierre francois hans klaus lindsey corey roger sean";

/// Titles of men.
pub(super) static MALE_TITLES: Words = LazyLock::new(|| WORDS_MALE_TITLES.split_whitespace().collect());
const WORDS_MALE_TITLES: &str =
    "mr sir lord king prince pope father congressman chairman spokesman actor businessman councilman";

/// Titles of women.
pub(super) static FEMALE_TITLES: Words = LazyLock::new(|| WORDS_FEMALE_TITLES.split_whitespace().collect());
const WORDS_FEMALE_TITLES: &str =
    "mrs ms miss dame lady queen princess sister congresswoman chairwoman spokeswoman actress councilwoman";

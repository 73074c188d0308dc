#!/usr/bin/env python3
"""Makes config/background.txt: in how many of a body of news texts each word occurs.

    scripts/make_background.py ARTICLES.jsonl [...] > config/background.txt

ARTICLES.jsonl holds one object a line with a `text` (plain), `paras` (a list of them) or `html`. Only counts leave this script, no text. Words
are written as they stand, lower case and without accents; the program folds and stems them itself when it reads the
file, so a change of its folding needs no new file. Words of fewer than DF_MIN texts are left out: to the program a
word it does not find is as rare as a word can be.

Function words of other languages are added by hand with the frequency such words have, so that texts in these
languages are not compared by their articles and prepositions. Standard library only.
"""
import collections
import html
import json
import re
import sys
import unicodedata

DF_MIN = 3
WORDS_MAX = 22_000
FUNCTION_SHARE = 0.25  # of the texts that a function word of another language is taken to stand in
ENGLISH_DF_MIN = 40  # of a word that is also English ("war", "die"): from here its English frequency stands
FIGURE = re.compile(r"\d[\d,.]*\d|\d")

FUNCTION_WORDS = {
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber doch sondern denn weil dass daß wenn als wie"
    " ob zu zum zur von vom vor nach bei beim mit aus auf an am in im ins um für gegen ohne durch über unter zwischen hinter"
    " neben seit bis während wegen ist sind war waren sei seien wäre wird werden wurde wurden würde würden hat haben hatte"
    " hatten habe kann können könnte konnte konnten soll sollen sollte sollten muss müssen musste will wollen wollte wollten"
    " darf nicht kein keine keinen auch noch schon nur sehr mehr so er sie es wir ihr ich sich ihm ihn ihnen sein seine"
    " seinen seiner seinem ihre ihren ihrer ihrem dieser diese dieses diesen diesem der welche welcher da dort hier dann nun"
    " sagte sagt sagten am uhr jahr jahre jahren laut etwa rund bereits gibt gab worden sei ja alle allem anderen andere",
    "fr": "le la les l un une des du de d et ou mais donc or ni car que qui quoi dont où ce cet cette ces se sa son ses leur"
    " leurs notre nos votre vos il elle ils elles on nous vous je au aux à en dans par pour sur sous avec sans entre vers chez"
    " depuis pendant avant après contre selon est sont était étaient sera seront serait être été a ont avait avaient aura"
    " auront avoir fait faire peut peuvent doit doivent pas ne plus moins très aussi bien encore déjà tout tous toute toutes"
    " comme si lors même autre autres dit y qu s n c j m ainsi alors deux ans an",
    "es": "el la los las un una unos unas de del al a y e o u pero sino que quien quienes cual cuales cuyo donde cuando como se"
    " su sus lo le les nos me te mi este esta estos estas ese esa esos esas aquel en con sin por para sobre entre hasta desde"
    " hacia contra según durante ante tras bajo es son era eran fue fueron será serán sería ser sido está están estaba estar"
    " ha han había habían haber hay tiene tienen tenía puede pueden podría no ni sí más menos muy también ya aún todo todos"
    " toda todas otro otra otros otras dijo año años hace así tan dos porque si",
    "pt": "o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem sobre entre até"
    " desde contra após e ou mas que quem qual cujo onde quando como se seu sua seus suas ele ela eles elas este esta esse essa"
    " isso é são era eram foi foram será serão ser sido está estão estava tem têm tinha há pode podem não mais menos muito"
    " também já ainda todo todos toda todas outro outra disse ano anos ao aos à às num numa",
    "it": "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dalla dai in nel"
    " nella nei nelle con su sul sulla per tra fra e ed o ma che chi cui dove quando come se si suo sua suoi loro è sono era"
    " erano fu sarà essere stato stata ha hanno aveva può non più meno anche già ancora tutto tutti ogni altro altri anni anno"
    " dopo prima contro secondo questo questa quello",
    "nl": "de het een en of maar want dat die dit deze wie wat waar wanneer als om te van voor naar bij met uit op aan in over"
    " onder tussen door tegen zonder tot sinds tijdens is zijn was waren wordt worden werd werden heeft hebben had hadden kan"
    " kunnen kon moet moeten zal zullen zou zouden niet geen ook nog al er zich hij zij ze wij we hun haar meer zo dan toen na"
    " volgens jaar",
    "sv": "och att det som en ett den de är var på av för med till från om men eller inte har hade kan ska skulle vid efter under"
    " mot mellan sig han hon vi också än när där här sin sina",
    "pl": "w we z ze na do od po za przez przy dla o i a oraz ale że który która które jest są był była było były być się nie to"
    " jak co jego jej ich już także roku lat po",
    "tr": "ve veya ama ancak bir bu şu o da de ki ile için gibi kadar daha en çok olan olarak oldu olduğunu ise ne her sonra önce"
    " karşı göre dedi",
    "id": "yang dan di ke dari untuk pada dengan ini itu adalah tidak akan telah dalam oleh juga sebagai karena atau kata bahwa"
    " mereka ia para tersebut lebih bisa ada",
    "ru": "и в во на с со к ко у о об от до из за по под над при для без через между не ни но а или что чтобы как так это этот эта"
    " эти тот та те который которая которые которого он она они оно его ее их им мы вы я себя свой был была было были будет"
    " есть также уже еще более после перед против может году года лет сообщил заявил",
    "uk": "і й та в у на з зі до від про за по під над при для без через між не ні але а або що щоб як так це цей ця ці той який"
    " яка які він вона вони його її їх був була було були буде також вже ще після перед проти може року",
    "ar": "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين أن ان إن كان كانت كما قد لا لم لن ما هو هي هم أو او ثم بعد"
    " قبل بين حتى حول خلال عند عندما كل بعض غير وقال قال وأضاف إنه أنه وفي ومن التى الا إلا أي منذ ضد وقد ولا وهو وهي",
    "hi": "के का की को में से ने है हैं था थे थी और या पर कि यह वह इस उस इन उन जो तो ही भी नहीं एक कर करने किया गया गई गए हुए हुआ"
    " हो होने रहा रहे रही लिए साथ बाद तक अपने अपनी अपना कहा बताया वाले वाली जब सकता सकते कुछ लेकिन द्वारा यहां वहां दिया दी कोई",
    "bn": "ও এবং এই সেই যে এ তার তাদের করে করা হয় হয়েছে থেকে জন্য সঙ্গে না কিন্তু আর একটি বলে বলেন ছিল",
    "ur": "کے کا کی کو میں سے نے ہے ہیں تھا تھے تھی اور یا پر کہ یہ وہ اس ان جو تو ہی بھی نہیں ایک کر کیا گیا گئی لیے ساتھ بعد تک کہا",
    "fa": "و در به از که این آن را با برای است بود شد می های یک بر تا هم نیز یا اما خود ها شده کرد گفت",
    "he": "של את על עם לא כי זה זו הוא היא הם אל או גם כל אם אבל יותר אחרי לפני בין היה היו אמר",
    "el": "το τα ο η οι του της των τον την στο στη στην στον και να με για από που ότι δεν είναι ήταν θα σε ένα μια",
    "vi": "và của là có được trong cho với các những một này đã không khi tại từ đến người cũng sẽ về",
}


def words(text):
    """Different words of `text`, lower case, compatibility forms and accents gone, and its figures."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not 0x300 <= ord(c) <= 0x36F)
    letters = "".join(c if c.isalpha() or unicodedata.category(c)[0] == "M" else " " for c in bare)
    return set(letters.split()) | {figure.replace(",", "") for figure in FIGURE.findall(bare)}


def plain(item):
    return item.get("text") or " ".join(item.get("paras") or []) or html.unescape(re.sub(r"<[^>]+>", " ", item.get("html") or ""))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    df, texts = collections.Counter(), 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    df.update(words(plain(json.loads(line))))
                    texts += 1
    known = [(w, n) for w, n in df.items() if n >= DF_MIN and len(w) <= 24]
    known.sort(key=lambda x: (-x[1], x[0]))
    known = dict(known[:WORDS_MAX])
    for listed in FUNCTION_WORDS.values():
        for word in listed.split():
            for w in words(word):
                if known.get(w, 0) <= ENGLISH_DF_MIN:
                    known[w] = int(FUNCTION_SHARE * texts)
    print("# In how many of %d English news texts a word occurs; made by scripts/make_background.py." % texts)
    print("= %d" % texts)
    for w in sorted(known):
        print("%s %d" % (w, known[w]))


if __name__ == "__main__":
    main()

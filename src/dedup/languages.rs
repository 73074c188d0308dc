//! Copies and independent reports in several languages and scripts, as a table.

use super::scenarios::stories_of;

/// A report, a light rewrite of it, and an independent report of the same event.
struct Sample {
    language: &'static str,
    report: &'static str,
    rewrite: &'static str,
    independent: &'static str,
}

const SAMPLES: [Sample; 5] = [
    Sample {
        language: "de",
        report: "Der Stadtrat von Ellerau hat am Dienstag den Bau einer neuen Hafenbrücke beschlossen, die bis 2029 fertig \
            werden und rund 48 Millionen Euro kosten soll.\nBürgermeisterin Ines Kalder sagte, die alte Brücke sei nach dem \
            Hochwasser im März so beschädigt gewesen, dass Lastwagen einen Umweg von 23 Kilometern fahren müssten.\nDie \
            Opposition kritisierte den Preis und verlangte eine unabhängige Prüfung der Verträge mit dem Bauunternehmen \
            Varga aus Lübeck.\nEin Sprecher der Fischer erklärte, die Genossenschaft habe seit dem Frühjahr ein Drittel ihrer \
            Kunden verloren und hoffe auf eine schnelle Lösung.",
        rewrite: "Der Stadtrat von Ellerau hat am Dienstag für den Bau einer neuen Hafenbrücke gestimmt, die bis 2029 stehen \
            und etwa 48 Millionen Euro kosten soll.\nBürgermeisterin Ines Kalder erklärte, die alte Brücke sei nach dem \
            Hochwasser im März derart beschädigt gewesen, dass Lastwagen einen Umweg von 23 Kilometern nehmen müssten.\n\
            Die Opposition bemängelte den Preis und forderte eine unabhängige Prüfung der Verträge mit dem Bauunternehmen \
            Varga aus Lübeck.\nEin Sprecher der Fischer sagte, die Genossenschaft habe seit dem Frühjahr ein Drittel ihrer \
            Kunden verloren und hoffe auf eine rasche Lösung.",
        independent: "Nach monatelangem Streit bekommt Ellerau eine neue Brücke: Mit 17 gegen 12 Stimmen setzte sich die \
            Mehrheit aus Grünen und Liberalen durch.\nAnwohner der Kaistraße hatten zuvor 2.400 Unterschriften gegen die \
            Trasse gesammelt, weil sie Lärm fürchten.\nWie der Kämmerer Jonas Rehn vorrechnete, zahlt das Land etwa die \
            Hälfte der Summe, den Rest will die Stadt über eine Anleihe decken.\nDer Verkehrsforscher Paul Adam von der \
            Universität Kiel hält das Vorhaben für überfällig, aber schlecht geplant.",
    },
    Sample {
        language: "es",
        report: "El ayuntamiento de Villaseca aprobó el martes la construcción de un nuevo puente sobre el río Morán, que \
            costará 48 millones de euros y estará listo en 2029.\nLa alcaldesa Inés Calderón explicó que la crecida de marzo \
            dejó el viejo puente tan dañado que los camiones deben dar un rodeo de 23 kilómetros.\nLa oposición criticó el \
            precio y pidió una auditoría independiente de los contratos con la constructora Vargas.\nUn portavoz de los \
            pescadores dijo que la cooperativa ha perdido un tercio de sus clientes desde la primavera.",
        rewrite: "El ayuntamiento de Villaseca dio luz verde el martes a la construcción de un nuevo puente sobre el río \
            Morán, que costará 48 millones de euros y quedará listo en 2029.\nLa alcaldesa Inés Calderón señaló que la \
            crecida de marzo dejó el viejo puente tan dañado que los camiones tienen que dar un rodeo de 23 kilómetros.\n\
            La oposición cuestionó el precio y reclamó una auditoría independiente de los contratos con la constructora \
            Vargas.\nUn portavoz de los pescadores dijo que la cooperativa perdió un tercio de sus clientes desde la primavera.",
        independent: "Villaseca tendrá puente nuevo tras meses de disputa: diecisiete concejales votaron a favor y doce en \
            contra.\nVecinos de la calle del Muelle habían reunido 2.400 firmas contra el trazado porque temen el ruido.\n\
            Según el concejal de Hacienda, Jonás Reyes, la región pagará la mitad de la obra y el resto saldrá de un \
            préstamo.\nEl ingeniero Pablo Adán, de la Universidad de Burgos, considera que el proyecto llega tarde y mal \
            planeado.",
    },
    Sample {
        language: "hi",
        report: "एलेरी नगर परिषद ने मंगलवार को मोरावा नदी पर नया पुल बनाने की मंजूरी दी, जिस पर 48 करोड़ रुपये खर्च होंगे और जो 2029 तक तैयार \
            होगा।\nमहापौर इनेस काल्डर ने बताया कि मार्च की बाढ़ में पुराना पुल इतना टूट गया था कि ट्रकों को 23 किलोमीटर का चक्कर लगाना पड़ता है।\n\
            विपक्ष ने लागत की आलोचना की और निर्माण कंपनी वर्गा के ठेकों की स्वतंत्र जांच की मांग की।\nमछुआरों के प्रवक्ता ने कहा कि सहकारी समिति \
            वसंत से अपने एक तिहाई ग्राहक खो चुकी है और जल्दी समाधान चाहती है।",
        rewrite: "एलेरी नगर परिषद ने मंगलवार को मोरावा नदी पर नया पुल बनाने को हरी झंडी दी, जिस पर 48 करोड़ रुपये खर्च होंगे और जो 2029 तक \
            तैयार होगा।\nमहापौर इनेस काल्डर ने बताया कि मार्च की बाढ़ में पुराना पुल इतना टूट गया था कि ट्रकों को 23 किलोमीटर घूमकर जाना पड़ता है।\n\
            विपक्ष ने लागत पर सवाल उठाए और निर्माण कंपनी वर्गा के ठेकों की स्वतंत्र जांच की मांग की।\nमछुआरों के प्रवक्ता ने कहा कि सहकारी समिति \
            वसंत से अपने एक तिहाई ग्राहक खो चुकी है और शीघ्र समाधान चाहती है।",
        independent: "महीनों के विवाद के बाद शहर को नया सेतु मिलेगा: सत्रह पार्षदों ने पक्ष में और बारह ने विरोध में मत दिया।\nघाट मार्ग के निवासियों \
            ने शोर के डर से इस मार्ग के खिलाफ 2400 हस्ताक्षर जुटाए थे।\nकोषाध्यक्ष योनास रेन के अनुसार राज्य आधी राशि देगा और शेष धन ऋण से आएगा।\n\
            विश्वविद्यालय के यातायात विशेषज्ञ पॉल अदम इस योजना को देर से आई और अधूरी मानते हैं।",
    },
    Sample {
        language: "zh",
        report: "埃勒里市议会星期二批准在莫拉瓦河上修建一座新桥，预计耗资四千八百万欧元，将于2029年完工。\n市长卡尔德表示，旧桥在三月的洪水中严重受损，\
            卡车不得不绕行23公里才能到达对岸的货运码头。\n反对党批评造价过高，要求对与瓦尔加建筑公司签订的合同进行独立审计。\n渔民代表说，合作社自春天以来已经\
            失去三分之一的客户，希望尽快找到解决办法。",
        rewrite: "埃勒里市议会星期二通过在莫拉瓦河上修建一座新桥，预计耗资四千八百万欧元，将于2029年完工。\n市长卡尔德称，旧桥在三月的洪水中严重受损，\
            卡车不得不绕行23公里才能到达对岸的货运码头。\n反对党抨击造价过高，要求对与瓦尔加建筑公司签订的合同进行独立审计。\n渔民代表指出，合作社自春天以来已经\
            失去三分之一的客户，希望尽快找到解决办法。",
        independent: "经过数月争论，这座港口城市终于决定建桥：十七名议员投票赞成，十二名反对。\n码头街居民因担心噪音，此前收集了2400个签名反对这条路线。\n\
            财政主管雷恩介绍，州政府承担一半资金，其余部分通过发行债券筹集。\n基尔大学交通专家亚当认为，这一计划早该实施，但准备得并不充分。",
    },
    Sample {
        language: "ar",
        report: "وافق مجلس مدينة إيليري يوم الثلاثاء على بناء جسر جديد فوق نهر مورافا بكلفة 48 مليون يورو على أن يكتمل في عام 2029.\n\
            وقالت رئيسة البلدية إيناس كالدر إن الجسر القديم تضرر كثيرا في فيضان مارس حتى صارت الشاحنات تسلك طريقا أطول بنحو 23 كيلومترا.\n\
            وانتقدت المعارضة السعر وطالبت بتدقيق مستقل للعقود الموقعة مع شركة فارغا للبناء.\n\
            وذكر متحدث باسم الصيادين أن التعاونية خسرت ثلث زبائنها منذ الربيع وتأمل في حل سريع.",
        rewrite: "صادق مجلس مدينة إيليري يوم الثلاثاء على بناء جسر جديد فوق نهر مورافا بكلفة 48 مليون يورو على أن ينجز في عام 2029.\n\
            وأوضحت رئيسة البلدية إيناس كالدر أن الجسر القديم تضرر كثيرا في فيضان مارس حتى صارت الشاحنات تسلك طريقا أطول بنحو 23 كيلومترا.\n\
            وهاجمت المعارضة السعر وطالبت بتدقيق مستقل للعقود الموقعة مع شركة فارغا للبناء.\n\
            وقال متحدث باسم الصيادين إن التعاونية خسرت ثلث زبائنها منذ الربيع وتأمل في حل عاجل.",
        independent: "بعد أشهر من الخلاف تحصل المدينة الساحلية على معبر جديد بعدما صوت سبعة عشر عضوا لصالحه واثنا عشر ضده.\n\
            وكان سكان شارع الميناء جمعوا 2400 توقيع ضد المسار خوفا من الضجيج.\n\
            وبحسب أمين الخزانة يوناس رين تدفع الولاية نصف المبلغ ويغطى الباقي بقرض.\n\
            ويرى خبير المرور بول آدم من جامعة كيل أن المشروع تأخر كثيرا وأن التخطيط له ضعيف.",
    },
];

#[test]
fn copies_join_and_independent_reports_stay_apart_in_any_language() {
    for sample in &SAMPLES {
        let cut = sample.report.split('\n').take(2).collect::<Vec<_>>().join("\n");
        let texts = [
            sample.report,
            sample.report,
            &cut,
            sample.rewrite,
            sample.independent,
        ];
        let stories = stories_of(&texts.map(|text| ("Ellery", text)));
        assert_eq!(stories, [1, 1, 1, 1, 2], "{}", sample.language);
    }
}

#[test]
fn the_same_holds_when_the_copies_come_first() {
    for sample in &SAMPLES {
        let cut = sample.report.split('\n').take(2).collect::<Vec<_>>().join("\n");
        let texts = [sample.independent, &cut, sample.rewrite, sample.report];
        let stories = stories_of(&texts.map(|text| ("Ellery", text)));
        assert_eq!(stories, [1, 2, 2, 2], "{}", sample.language);
    }
}

#[test]
fn two_languages_are_two_stories() {
    let texts: Vec<(&str, &str)> = SAMPLES.iter().map(|sample| ("Ellery", sample.report)).collect();
    assert_eq!(stories_of(&texts), [1, 2, 3, 4, 5]);
}

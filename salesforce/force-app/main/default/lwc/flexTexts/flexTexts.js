/**
 * The texts of this package's components, in the agent's language. Custom labels would need the Translation
 * Workbench: an org without it refuses the deploy of their translations.
 */
const TEXTS = {
    en: {
        noAccess: 'You cannot save activities or search Salesforce from Flex: ask for the permission set "Flex Agent".',
        noAddress: 'The settings of this utility item lack an https address for Flex.',
        otherAddress: 'Flex is at {0}: enter that address in the settings of this utility item.',
        refused: 'Flex cannot reach Salesforce: {0}',
        noPopout: 'Flex does not allow pop-out right now',
        call: 'Call with Flex',
        callNumber: 'Call {0} {1} with Flex',
        noFlex: 'Flex cannot call now. Log in to Flex, or ask your admin to switch click-to-dial on.',
        noNumber: 'This record has no phone number that you can see.',
        noNumbers: 'No phone numbers'
    },
    es: {
        noAccess:
            'No puede guardar actividades ni buscar en Salesforce desde Flex: solicite el conjunto de permisos “Flex Agent”.',
        noAddress: 'Falta una dirección https de Flex en la configuración de este elemento de la barra de utilidades.',
        otherAddress:
            'Flex está en {0}: indique esa dirección en la configuración de este elemento de la barra de utilidades.',
        refused: 'Flex no puede conectarse con Salesforce: {0}',
        noPopout: 'En este momento, Flex no permite abrirse en otra ventana',
        call: 'Llamar con Flex',
        callNumber: 'Llamar a {0} {1} con Flex',
        noFlex: 'Flex no puede llamar en este momento. Inicie sesión en Flex o pida a su administrador que active “Clic para marcar”.',
        noNumber: 'Este registro no tiene ningún número de teléfono que usted pueda ver.',
        noNumbers: 'No hay números de teléfono'
    },
    pt: {
        noAccess:
            'Você não pode salvar atividades nem pesquisar no Salesforce a partir do Flex: solicite o conjunto de permissões “Flex Agent”.',
        noAddress: 'Falta um endereço https do Flex nas configurações deste item da barra de utilitários.',
        otherAddress: 'O Flex está em {0}: informe esse endereço nas configurações deste item da barra de utilitários.',
        refused: 'O Flex não consegue se conectar ao Salesforce: {0}',
        noPopout: 'No momento, o Flex não permite abrir em outra janela',
        call: 'Ligar com o Flex',
        callNumber: 'Ligar para {0} {1} com o Flex',
        noFlex: 'No momento, o Flex não pode ligar. Faça login no Flex ou peça ao administrador que ative “Clique para discar”.',
        noNumber: 'Este registro não tem nenhum número de telefone que você possa ver.',
        noNumbers: 'Nenhum número de telefone'
    },
    fr: {
        noAccess:
            'Vous ne pouvez ni enregistrer d’activités ni chercher dans Salesforce depuis Flex : demandez l’ensemble d’autorisations « Flex Agent ».',
        noAddress: 'Il manque une adresse https de Flex dans les paramètres de cet élément de la barre d’utilitaires.',
        otherAddress:
            'Flex se trouve à l’adresse {0} : indiquez-la dans les paramètres de cet élément de la barre d’utilitaires.',
        refused: 'Flex ne parvient pas à joindre Salesforce : {0}',
        noPopout: 'Flex ne permet pas l’ouverture dans une autre fenêtre pour le moment',
        call: 'Appeler avec Flex',
        callNumber: 'Appeler {0} {1} avec Flex',
        noFlex: 'Flex ne peut pas appeler pour le moment. Connectez-vous à Flex, ou demandez à votre administrateur d’activer « Cliquer pour appeler ».',
        noNumber: 'Cet enregistrement n’a aucun numéro de téléphone que vous puissiez voir.',
        noNumbers: 'Aucun numéro de téléphone'
    },
    de: {
        noAccess:
            'Sie können aus Flex weder Aktivitäten speichern noch in Salesforce suchen: Bitten Sie um den Berechtigungssatz „Flex Agent“.',
        noAddress: 'In den Einstellungen dieses Elements der Utility-Leiste fehlt eine https-Adresse von Flex.',
        otherAddress:
            'Flex ist unter {0} erreichbar: Tragen Sie diese Adresse in den Einstellungen dieses Elements der Utility-Leiste ein.',
        refused: 'Flex kann Salesforce nicht erreichen: {0}',
        noPopout: 'Flex erlaubt derzeit kein eigenes Fenster',
        call: 'Mit Flex anrufen',
        callNumber: '{0} {1} mit Flex anrufen',
        noFlex: 'Flex kann gerade nicht anrufen. Melden Sie sich in Flex an, oder bitten Sie Ihren Admin, Click-to-Dial einzuschalten.',
        noNumber: 'Dieser Datensatz hat keine Telefonnummer, die Sie sehen können.',
        noNumbers: 'Keine Telefonnummern'
    },
    ja: {
        noAccess:
            'Flex から活動の保存や Salesforce の検索を行うことができません。権限セット「Flex Agent」の割り当てを依頼してください。',
        noAddress: 'このユーティリティ項目の設定に Flex の https アドレスがありません。',
        otherAddress: 'Flex のアドレスは {0} です。このユーティリティ項目の設定にそのアドレスを入力してください。',
        refused: 'Flex から Salesforce に接続できません: {0}',
        noPopout: '現在、Flex を別ウィンドウで開くことはできません',
        call: 'Flex で発信',
        callNumber: '{0} {1} に Flex で発信',
        noFlex: '現在 Flex から発信できません。Flex にログインするか、「クリックして発信」を有効にするよう管理者に依頼してください。',
        noNumber: 'このレコードには、参照できる電話番号がありません。',
        noNumbers: '電話番号がありません'
    }
};

/**
 * Return the texts in a language; in English if there are none.
 * @param {string} language the value of `@salesforce/i18n/lang`, such as pt-BR
 */
export function textsIn(language) {
    const [code] = String(language).toLowerCase().split(/[-_]/);
    return Object.hasOwn(TEXTS, code) ? TEXTS[code] : TEXTS.en;
}

/** Return a text with values in place of `{0}`, `{1}`. */
export function filled(text, ...values) {
    return text.replace(/\{(\d)\}/g, (_, index) => values[index]);
}

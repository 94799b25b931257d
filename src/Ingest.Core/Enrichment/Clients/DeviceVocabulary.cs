namespace Ingest.Core.Enrichment.Clients;

/// <summary>The words of user agents that tell the kind of a device, gathered from what makers and browsers document.</summary>
internal static class DeviceVocabulary
{
    /// <summary>Headsets. Meta's browser names itself, older ones name the headset.</summary>
    public static readonly DeviceToken[] Xr = Tokens(
        "oculusbrowser", "quest 2", "quest 3", "quest pro", "quest!", "picobrowser", "pico 4", "pico neo", "pico g", "vive focus", "wolvic",
        "mobile vr", "vr safari", "magic leap", "magicleap", "helio/", "hololens", "apple vision", "visionos", "realitydevice", "glass 1",
        "glass 2", "xreal", "lenovo vr-", "galaxy xr");

    /// <summary>Watches and bands. SM-R and SM-L are Samsung's.</summary>
    public static readonly DeviceToken[] Wearable = Tokens(
        "sm-r#", "sm-l#", "galaxy watch", "pixel watch", "apple watch", "applewatch", "watchos", "watch os", "watch#", "wear os", "wearos",
        "smartwatch", "smart watch", "gear s#", "moto 360", "huawei watch", "honor watch", "xiaomi watch", "mi watch", "oneplus watch",
        "opwwe", "oppo watch", "zenwatch", "ticwatch", "lg-w#", "sw3!", "swr50", "pebble", "fitbit", "garmin", "wf-500", "fossil q",
        "skagen", "amazfit");

    /// <summary>Games consoles.</summary>
    public static readonly DeviceToken[] Console = Tokens(
        "playstation", "psp!", "ps vita", "xbox", "nintendo", "ouya", "steam deck", "steamdeck", "steam gamepad", "sega", "dreamcast",
        "shield build", "atari vcs", "logitech g cloud");

    /// <summary>Televisions, sticks and boxes. "tv" as a word of its own is how most of them say so.</summary>
    public static readonly DeviceToken[] SmartTv = Tokens(
        "tv!", "smart-tv", "smarttv", "smart_tv", "hbbtv", "appletv", "googletv", "androidtv", "bravia", "roku", "dvp-#", "netcast", "web0s",
        "webos.tv", "viera", "aquos-tv", "aquosbrowser", "dtv!", "nettv", "inettvbrowser", "ce-html", "tsbnettv", "philipstv", "netrange", "vidaa", "titanos",
        "mitv-", "mibox", "mi box", "chromecast", "crkey", "nexus player", "adt-#", "vizio", "technisat", "boxee", "large screen",
        "firetv", "ai pont", "stb!", "opentv", "sonydtv", "maple#", "maple ", "aosp on ", "gtv-", "beyondtv", "onetv", "bbox", "freebox");

    /// <summary>Things with a screen that are none of the others: cars, speakers, fridges.</summary>
    public static readonly DeviceToken[] Embedded = Tokens(
        "tesla", "qtcarbrowser", "windows iot", "aeobc", "homepod", "audioaccessory", "familyhub", "family hub", "smartspeaker",
        "devicetype/smartspeaker", "polestar", "rivian", "android automotive");

    /// <summary>Tablets and readers that say what they are.</summary>
    public static readonly DeviceToken[] Tablet = Tokens(
        "ipad", "tablet!", "tab!", "pad!", "playbook", "kindle/", "kindle fire", "kobo", "nook", "tolino", "pocketbook", "touchpad", "xoom",
        "nexus 7", "nexus 9", "nexus 10", "pixel c!", "sm-t#", "sm-x#", "sm-p#", "gt-p#", "mediapad", "matepad", "mipad", "ideapad", "ideatab",
        "surftab", "ereader", "remarkable", "boox", "archos");

    /// <summary>Models of Android tablets; looked for in the model's name only.</summary>
    public static readonly DeviceToken[] AndroidTablet = Tokens(
        "tab2", "tab3", "tab4", "gt-n50", "gt-n51", "gt-n80", "shw-m180", "shw-m380", "shw-m480", "sch-i800", "sch-i905", "sch-i915", "sgh-t849",
        "sgh-t859", "bntv", "bnrv", "lenovo tb", "tb-#", "tb-x#", "tb-j#", "tb#", "yt3-", "yt-x", "bah#", "bah-", "ags#", "ags-", "agr-", "scm-",
        "mrx-", "dby-", "23043rp34", "21051182", "rmp#", "opd#", "lg-v#", "lg-vk", "sgp#", "transformer", "nexus7", "iconia", "venue 7", "venue 8",
        "hp slate", "me17", "me30", "me37", "p01", "p02", "alcatel 1t", "alcatel 3t", "nokia t#", "teclast", "chuwi", "alldocube", "fire hd");

    /// <summary>Phones that say what they are.</summary>
    public static readonly DeviceToken[] Mobile = Tokens(
        "ipod", "blackberry", "bb10", "symbian", "symbos", "series60", "series40", "kaios", "meego", "maemo", "fennec", "opera mobi", "iemobile",
        "nokia", "lumia", "palm", "hpwos", "webos/", "sailfish", "sonyericsson", "galaxy nexus");

    /// <summary>
    /// Models of Android phones, for user agents that do not say "Mobile": apps, and browsers asked for the desktop site. Looked for in the
    /// model's name only. The numbers are Xiaomi's: year and month of the model.
    /// </summary>
    public static readonly DeviceToken[] AndroidPhone = Tokens(
        "sm-a#", "sm-c#", "sm-e#", "sm-f#", "sm-g#", "sm-j#", "sm-m#", "sm-n#", "sm-s#", "sm-z#", "gt-i#", "gt-s#", "gt-b#", "gt-n#", "sch-",
        "sgh-", "sph-", "sc-#", "shv-", "pixel #", "pixel!", "nexus 4", "nexus 5", "nexus 6", "nexus one", "nexus s", "redmi", "poco", "mi #",
        "mi a#", "mi note", "mi max", "mi mix", "m200", "m210", "220", "221", "230", "231", "240", "241", "250", "oneplus", "in20", "kb20",
        "le21", "ne22", "cph#", "rmx#", "vivo", "v20", "v21", "moto", "xt#", "lm-", "lg-", "huawei", "honor", "ele-", "vog-", "clt-", "eml-",
        "ane-", "mar-", "lya-", "jny-", "els-", "ana-", "noh-", "stk-", "pot-", "htc", "xperia", "xq-", "so-#", "asus_", "zenfone", "zte",
        "infinix", "tecno", "itel", "meizu", "gionee", "wiko", "fairphone", "a063", "a065", "cat s#", "blu ", "lenovo a", "lenovo k",
        "alcatel", "sony ericsson", "fp#", "umidigi", "doogee", "ulefone", "cubot", "oukitel", "blackview", "realme", "oppo", "sd49");

    private static DeviceToken[] Tokens(params string[] patterns) => [.. patterns.Select(pattern => new DeviceToken(pattern))];
}

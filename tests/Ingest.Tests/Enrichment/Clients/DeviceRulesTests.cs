using System.Text;
using Ingest.Core.Enrichment.Clients;

namespace Ingest.Tests.Enrichment.Clients;

public sealed class DeviceRulesTests
{
    private const string Chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0";

    [Theory]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) " + Chrome + " Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) " + Chrome + " Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 9; SM-G960F Build/PPR1.180610.011) " + Chrome + " Safari/537.36")]
    [InlineData("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0")]
    [InlineData("Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5")]
    [InlineData("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) " + Chrome + " Mobile Safari/537.36 Edge/15.15063")]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/129.0.0.0 "
        + "Mobile Safari/537.36 Instagram 350.0.0.0 Android (33/13; 450dpi; 1080x2177; samsung; SM-A536B)")]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 9; SM-G960F Build/PPR1.180610.011)")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; ARM; Lumia 950) " + Chrome + " Mobile Safari/537.36 Edge/15.15063")]
    [InlineData("Opera/9.80 (Android 4.1.2; Linux; Opera Mobi/ADR-1305251841) Presto/2.11.355 Version/12.10")]
    [InlineData("BlackBerry9700/5.0.0.862 Profile/MIDP-2.1 Configuration/CLDC-1.1 VendorID/331")]
    public void Knows_phones(string userAgent) => Assert.Equal("mobile", Find(userAgent));

    [Theory]
    [InlineData("Mozilla/5.0 (Linux; Android 13; SM-X700) " + Chrome + " Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 12; SM-T970; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/129.0.0.0 Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 11; Lenovo TB-X606F) " + Chrome + " Safari/537.36")]
    [InlineData("Mozilla/5.0 (Linux; Android 9; KFTRWI Build/PS7326; wv) " + Chrome + " Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+")]
    [InlineData("Mozilla/5.0 (PlayBook; U; RIM Tablet OS 2.1.0; en-US) AppleWebKit/536.2+ (KHTML, like Gecko) Version/7.2.1.0 Safari/536.2+")]
    [InlineData("Mozilla/5.0 (Linux; Android 8.1.0; unknown maker) " + Chrome + " Safari/537.36")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/129.0.6668.46 Mobile/15E148 Safari/604.1")]
    public void Knows_tablets(string userAgent) => Assert.Equal("tablet", Find(userAgent));

    [Theory]
    [InlineData("Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36")]
    [InlineData("Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager")]
    [InlineData("Mozilla/5.0 (Linux; Android 9; BRAVIA 4K UR2 Build/PTT1.190515.001.S52) " + Chrome + " Safari/537.36")]
    [InlineData("Roku/DVP-12.0 (12.0.0.4182-88)")]
    [InlineData("AppleTV11,1/11.1")]
    [InlineData("HbbTV/1.2.1 (;Panasonic;VIERA 2014;3.101;0071-0802 2000-0000;)")]
    [InlineData("Mozilla/5.0 (Linux; Android 7.1.2; AFTMM Build/NS6265; wv) " + Chrome + " Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (X11; Linux armv7l) " + Chrome + " Safari/537.36 CrKey/1.54.250320")]
    [InlineData("Mozilla/5.0 (Linux; Android 11; SHIELD Android TV) " + Chrome + " Safari/537.36")]
    public void Knows_televisions(string userAgent) => Assert.Equal("smarttv", Find(userAgent));

    [Theory]
    [InlineData("Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/606.4 (KHTML, like Gecko) NF/6.0.1.15.4 NintendoBrowser/5.1.0.20393", "console")]
    [InlineData("Mozilla/5.0 (PlayStation Vita 3.61) AppleWebKit/537.73 (KHTML, like Gecko) Silk/3.2", "console")]
    [InlineData("Mozilla/5.0 (Linux; Android 12; Quest 2) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/25.0 Chrome/105.0 Mobile VR Safari/537.36", "xr")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; Pico Neo 3) " + Chrome + " Mobile VR Safari/537.36", "xr")]
    [InlineData("Mozilla/5.0 (Linux; Android 13; Pixel Watch) " + Chrome + " Mobile Safari/537.36", "wearable")]
    [InlineData("Mozilla/5.0 (Linux; Tizen 2.3.1; SAMSUNG SM-R720) AppleWebKit/537.3 (KHTML, like Gecko) SamsungBrowser/1.0 Mobile Safari/537.3", "wearable")]
    [InlineData("Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/79.0 Safari/537.36 Tesla/2020.16.2", "embedded")]
    public void Knows_other_things(string userAgent, string device) => Assert.Equal(device, Find(userAgent));

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/230.0.0.0 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Windows NT 6.2; Trident/7.0; Touch; Tablet PC 2.0; rv:11.0) like Gecko")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + Chrome + " Safari/537.36 Electron/32.0 MyApp/1.0")]
    [InlineData("Opera/9.80 (J2ME/MIDP; Opera Mini/9.80; U; en) Presto/2.5.25 Version/10.54")]
    [InlineData("\u540D\u524D")]
    public void Leaves_the_rest_to_the_screen(string userAgent) => Assert.Equal("", Find(userAgent));

    [Fact]
    public void Ignores_case_behind_a_character_that_is_not_ascii() =>
        Assert.Equal("mobile", Find("\u00E9 Mozilla/5.0 (IPHONE; CPU)"));

    private static string Find(string userAgent) => Encoding.UTF8.GetString(DeviceRules.Find(Encoding.UTF8.GetBytes(userAgent)));
}

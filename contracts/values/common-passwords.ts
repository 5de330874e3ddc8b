/**
 * Frequent choices, for `password.ts`. Beyond twelve characters the published counts of leaked passwords (NordPass's
 * yearly two hundred, the "500 worst passwords", both in danielmiessler/SecLists) hold few whole ones: most are one or
 * two of these words with digits and signs around them. So the words are listed, and the rule combines them.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  access account action admin administrator adminisp admintelecom airplane alexander alexis amanda america andrea
  andrew angel angela animal anthony apple april arsenal arthur ashley august austin autumn azerty baby badboy bailey
  banana barcelona baseball basketball batman beach beautiful bigdaddy bismillah blessed blue boomer boston brandon
  brazil broncos buddy bulldog buster butterfly butter camaro cameron canada captain changeme changemenow change
  charles charlie cheese chelsea chester chicago chicken chocolate christian christmas cisco cocacola coffee college
  company computer contrasena cookie cooper corvette cowboy cowboys crystal dallas dakota daniel danielle david december
  default demo diamond dolphin dolphins donald dragon dreams eagle eagles easy edward einstein elephant elizabeth
  england enter everton extreme facebook falcon family february ferrari firebird fire fishing florida flower football
  forever freedom friday friend friends gandalf gateway george germany ginger global god golden golfer google guest
  guitar guru hallo hammer hannah happy harley heather hello hellokitty heslo hockey hola home house hunter hunting
  iceman iloveyou iloveu india internet italia jackson jaguar january jasmine jasper jennifer jeremy jessica jesus
  jesuschrist john johnny johnson jordan joseph joshua july june junior justin keyboard killer king kitty knight lakers
  lauren legend letmein life linkedin little liverpool lol london login love loveme lovely loveyou lover lucky madison
  madrid maggie magic manager manchester march marine marlboro martin marvin master matrix matthew maverick maxwell me
  melissa member mercedes merlin michael michelle mickey microsoft midnight miller minecraft mistress monday money monica
  monkey monster morgan mother mountain mouse movie mountain music mustang myspace mylove mypassword naruto natalie
  nathan newyork nicholas nicole nirvana november ncc october oliver orange packers pakistan panther paradise paris
  parker pass passion passw passwd password passwort patrick peaches peanut pepper personal peter phantom phoenix
  please player pokemon police porsche power prince princess private purple qazwsx queen qwer qwert qwerty qwertyui
  qwertyuiop qwertz rabbit rachel raiders rainbow ranger rangers rebecca redskins richard robert rock rocket root
  rosebud russia samantha samson samsung sandra saturday saturn school scooby scooter scorpion scott secret secure
  security september server service shadow shannon sierra silver skippy slayer smith smokey snoopy soccer sophie spain
  sparky spider spiderman spring star starwars startrek steelers stephanie steven student success sugar summer sunday
  sunflower sunshine super superman superstar support surfer sweet sweetheart swimming sydney system taylor temp
  temporary tennis test tester testing thomas thunder thursday tiffany tiger tigers tigger toyota travis trouble trust
  trustno tuesday turtle twitter united user vampire victor victoria viking vodafone voyager warrior wednesday welcome
  whatever white william wilson windows winner winston winter wizard wolf xavier yamaha yankees yellow zxcvb
  zxcvbn zxcvbnm
  `
    .trim()
    .split(/\s+/),
);

/** Further whole passwords, letters alone: sayings, titles, and phrases from examples. */
export const COMMON_PHRASES: ReadonlySet<string> = new Set(
  `
  abrakadabra allyouneedislove anticonstitutionnellement areyoukiddingme automobilism bachelorette beamerscotty
  believeinyourself bettertogether blackandwhite breakingbad californication callofduty chocolatecake christopher
  congratulations correcthorsebatterystaple dontforgetme donotenter dragonballz electricity everythingisawesome
  fallenangel fernandotorres fuckoffanddie gameofthrones getmeoutofhere godhelpme godisgood godislove goodmorning
  grandtheftauto harrypotter hastalavista highschoolmusical hotelcalifornia howareyou icantremember idontcare idontknow
  idontremember iforgotmypassword ihateyou ilovegod ilovejesus ilovemyfamily ilovemylife ilovemymom ilovemyself
  iloveyousomuch imissyou inthenameofgod jesuslovesme jesussaves justdoit justinbieber lifeisbeautiful lifeisgood
  linkinpark longpassword lordoftherings loveisblind loveyouforever manchestercity manchesterunited maythefourthbe
  maytheforcebewithyou metallica missyousomuch motherfucker mychemicalromance mynewpassword mysecretpassword
  neveragain nevergiveup newpassword nopassword nothingelsematters notapassword openopenopen opensesame
  passwordisstrong passwordpassword photography playstation pleaseletmein praisethelord realmadrid
  rememberthis rockandroll rollingstones saintpetersburg scoobydoo skateboarding slipknot snowboarding somethingnew
  strongpassword supercalifragilisticexpialidocious superpassword teamoforever thankyoujesus thebeatles theonlyone
  thequickbrownfox thequickbrownfoxjumps theworldinyourhand thisisapassword thisismypassword tobeornottobe
  togetherforever tottenhamhotspur transformers trustnoone turktelekom unbelievable undertaker undertheseas volleyball
  watermelon welcomehome whatsmypassword whoareyou wordpass yellowsubmarine yourpassword
  `
    .trim()
    .split(/\s+/),
);

"""Short texts, and questions that each does or does not answer.

The numbers in handlers/tasks/answering.py were chosen on these and on some that the model gets wrong, which are left
out here and counted there. So they guard what works; they do not measure how well it works on other texts.
"""

BRIDGE = (
    "The bridge was closed on Monday after engineers found cracks in two of its cables. Repairs to the cables will take"
    " about three weeks. A ferry carries passengers across the river until the bridge opens again. The mayor thanked"
    " everyone for their patience."
)
RETURNS = (
    "You can return any unused item within 30 days of delivery for a full refund. Items that were opened or worn can"
    " only be exchanged. To start a return, sign in to your account, choose the order and print the prepaid label."
    " Refunds are paid to the card that you used within five working days after we receive the parcel. Gift cards and"
    " perishable goods cannot be returned. If your parcel arrived damaged, send us a photograph and we will replace it"
    " free of charge. Shipping to Norway and Switzerland costs 12 euros; inside the European Union it is free for"
    " orders above 40 euros."
)
MUSEUM = (
    "The Harbour Museum was founded in 1921 by the shipbuilder Anna Lindqvist. Its collection holds more than 4,000"
    " models of ships, the oldest of which was carved from bone by French prisoners around 1800. The museum is open"
    " from ten in the morning until six in the evening, and closed on Tuesdays. Admission costs 9 euros; children under"
    " twelve enter free. In 1998 a fire destroyed the east wing, which was rebuilt with money from the city. The cafe"
    " on the ground floor serves fish soup and local beer. Dogs are not allowed in the exhibition rooms. The nearest"
    " tram stop is Old Quay, two minutes away on foot."
)
DEVICE = (
    "The thermostat measures the temperature of the room every thirty seconds. Press and hold the round button for five"
    " seconds to reset it to factory settings. The battery lasts about two years; when the red light blinks, replace it"
    " with two AA cells. The device connects only to wireless networks on the 2.4 GHz band. If the screen stays dark,"
    " check that the plastic strip was removed from the battery compartment. Firmware updates are installed at night."
    " The warranty covers defects for 24 months from the date of purchase."
)
LIFE = (
    "Marie Curie was born in Warsaw in 1867. She moved to Paris to study physics and mathematics at the Sorbonne."
    " Together with her husband Pierre she discovered polonium and radium in 1898. She won the Nobel Prize in Physics"
    " in 1903 and in Chemistry in 1911. During the First World War she drove mobile X-ray units to the front. She died"
    " in 1934 of aplastic anaemia, caused by years of exposure to radiation."
)
POLICY = (
    "Employees may work from home on up to three days a week, if their manager agrees. Requests must be made in the"
    " staff portal by Thursday of the week before. Everyone is expected in the office on Wednesdays, when team meetings"
    " are held. The company pays for a desk, a chair and a screen, up to 600 pounds. Working from another country is"
    " possible for at most 20 days a year and needs the approval of the human resources department. Laptops must be"
    " encrypted and may not be lent to anyone, family members included."
)

TOWER = (
    "The Eiffel Tower was built between 1887 and 1889 as the entrance to the World's Fair. It was designed by the"
    " engineering company of Gustave Eiffel. The tower is 330 metres tall. It attracts about seven million visitors a"
    " year. Tickets can be bought online up to two months in advance."
)
STORE = (
    "Our store opens at 9 am and closes at 8 pm on weekdays. On Sundays we are closed. We accept cash, cards and mobile"
    " payments. Parking behind the building is free for two hours. The manager, Laura Kim, started the business in 2003"
    " with her brother."
)
PLANET = (
    "Mars is the fourth planet from the Sun. Its red colour comes from iron oxide on its surface. The planet has two"
    " small moons, Phobos and Deimos. A day on Mars lasts 24 hours and 37 minutes. The first rover landed there in"
    " 1997."
)
BREAD = (
    "Mix the flour, water, salt and yeast in a large bowl. Let the dough rest for twelve hours at room temperature."
    " Fold it twice and shape it into a ball. Bake the bread in a hot pot at 230 degrees for forty minutes. Let it cool"
    " before you cut it, or the crumb turns gummy."
)

# Context, question, and words of the sentence that answers it.
ANSWERED = (
    (TOWER, "Who designed the tower?", "Gustave"),
    (TOWER, "When was it built?", "1887"),
    (TOWER, "How many people visit each year?", "seven million"),
    (TOWER, "How can I buy tickets?", "online"),
    (STORE, "When does the store open?", "9 am"),
    (STORE, "Can I pay by card?", "cards"),
    (STORE, "Who founded the business?", "Laura"),
    (STORE, "Where can I park my car?", "Parking"),
    (PLANET, "Why is Mars red?", "iron"),
    (PLANET, "How many moons does Mars have?", "Phobos"),
    (PLANET, "How long is a day on Mars?", "37"),
    (PLANET, "When did the first rover land?", "1997"),
    (BREAD, "How long should the dough rest?", "twelve"),
    (BREAD, "At what temperature is the bread baked?", "230"),
    (BREAD, "What goes into the bowl?", "flour"),
    (BREAD, "Why should I wait before cutting the bread?", "gummy"),
    (BRIDGE, "How long do the repairs take?", "three weeks"),
    (BRIDGE, "Why was the bridge closed?", "cracks"),
    (BRIDGE, "How can people get to the other side of the river?", "ferry"),
    (BRIDGE, "Who thanked the people?", "mayor"),
    (RETURNS, "How many days do I have to send something back?", "30 days"),
    (RETURNS, "What should I do if my package came broken?", "photograph"),
    (RETURNS, "Can I return a gift card?", "Gift cards"),
    (RETURNS, "How much is shipping to Norway?", "12 euros"),
    (RETURNS, "Can I swap shoes that I have already worn?", "exchanged"),
    (MUSEUM, "Who founded the museum?", "Lindqvist"),
    (MUSEUM, "On which day is the museum closed?", "Tuesdays"),
    (MUSEUM, "How much does a ticket cost?", "9 euros"),
    (MUSEUM, "What happened in 1998?", "fire"),
    (MUSEUM, "Can I bring my dog?", "Dogs"),
    (MUSEUM, "What are the opening hours?", "ten in the morning"),
    (DEVICE, "How do I reset the thermostat?", "round button"),
    (DEVICE, "How long does the battery last?", "two years"),
    (DEVICE, "Which Wi-Fi networks does it support?", "2.4 GHz"),
    (DEVICE, "How long is the guarantee?", "24 months"),
    (LIFE, "Where was Marie Curie born?", "Warsaw"),
    (LIFE, "Which elements did she discover?", "polonium"),
    (LIFE, "When did she receive the Nobel Prize in Chemistry?", "1911"),
    (LIFE, "What did she study in Paris?", "mathematics"),
    (POLICY, "How many days a week can I work from home?", "three days"),
    (POLICY, "How much money do I get for furniture?", "600 pounds"),
    (POLICY, "May I work from abroad?", "another country"),
    (POLICY, "Can my daughter borrow my laptop?", "lent"),
)
UNANSWERED = (
    (TOWER, "What is the capital of Australia?"),
    (TOWER, "Who painted the Mona Lisa?"),
    (STORE, "What is the phone number?"),
    (STORE, "Do you sell bicycles?"),
    (PLANET, "Who wrote Hamlet?"),
    (PLANET, "What does the ticket cost?"),
    (BREAD, "Which wine goes with fish?"),
    (BREAD, "Who invented the telephone?"),
    (BRIDGE, "What is the capital of France?"),
    (BRIDGE, "How do I bake bread?"),
    (RETURNS, "What is the phone number of customer service?"),
    (RETURNS, "Do you sell bicycles?"),
    (RETURNS, "Who is the founder of the company?"),
    (RETURNS, "How do I cancel my subscription?"),
    (MUSEUM, "How tall is the Eiffel Tower?"),
    (MUSEUM, "Who painted the Mona Lisa?"),
    (MUSEUM, "What is the salary of the director?"),
    (DEVICE, "How many people live in Berlin?"),
    (DEVICE, "How much does it weigh?"),
    (LIFE, "What is the speed of light?"),
    (LIFE, "Which football team won the cup?"),
    (POLICY, "How many days of parental leave are there?"),
    (POLICY, "When does the train to London leave?"),
)

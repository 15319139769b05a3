"""The rule about technologies and widgets in place of needs."""

from __future__ import annotations

from openfactory.shared.documents.review.phrases import Phrases, any_of
from openfactory.shared.documents.review.rule import SentenceRule
from openfactory.shared.documents.review.sources import incose

_TECHNOLOGIES = any_of("""
    React, React Native, React Grid, Angular, AngularJS, Vue, Vue.js, Svelte, jQuery, Bootstrap, Tailwind, Leaflet,
    OpenLayers, Node.js, Django, Flask, Rails, Spring, Spring Boot, Hibernate, Laravel, ASP.NET, Java, JavaScript,
    TypeScript, Python, PHP, Kotlin, Golang, C++, C#, Redis, Memcached, PostgreSQL, PostGIS, MySQL, MariaDB, SQLite,
    MongoDB, Cassandra, DynamoDB, Oracle, SQL Server, Elasticsearch, OpenSearch, Solr, Kafka, RabbitMQ, ActiveMQ,
    Kubernetes, Docker, Terraform, Ansible, Jenkins, AWS, Amazon S3, Lambda, Azure, Google Cloud, Firebase, Heroku,
    nginx, Apache, Tomcat, GraphQL, gRPC, SOAP, REST, WebSocket, WebSockets, TensorFlow, PyTorch, Tableau, Power BI,
    Grafana, Prometheus, Splunk, blockchain, machine learning, neural network, microservice, microservices, cron job,
    cronjob, stored procedure, stored procedures, foreign key, database table, database column, database trigger,
    linked list, hash map, hash table, binary tree, thread pool, singleton, iframe, local storage, NoSQL, relational
    database, chatbot, Raspberry Pi, Arduino, ESP32, STM32, FreeRTOS, SharePoint, Access database, Excel macro,
    Dijkstra, quicksort, bubble sort, binary search, random forest, decision tree, genetic algorithm, JWT, in-memory
    cache, message queue, message broker
    """)
_WIDGETS = any_of("""
    drop-down, drop-downs, dropdown, drop-down list, pop-up, pop-ups, popup, popups, checkbox, checkboxes, check box,
    radio button, radio buttons, slider, sliders, carousel, accordion, side panel, sidebar, text box, textbox, text
    field, combo box, spinner, scrollbar, scroll bar, tooltip, tooltips, modal dialog, modal window, toggle switch,
    hamburger menu, context menu, drag and drop, drag-and-drop, wizard, burger menu, tab bar, breadcrumb, breadcrumbs,
    list box, listbox, toggle, popover, progress bar, stepper, date picker, datepicker, tree view, splash screen, menu
    bar, double-click, right-click, mouse-over, mouseover, swipe
    """)
SOLUTION = SentenceRule(
    id="solution",
    severity="info",
    source=incose(31),
    explanation="This says how it is built and not what is needed.",
    question="Is it a constraint? Then say whose, and why. Else: what shall be possible with it?",
    words=True,
    roles=frozenset({"requirement", "story"}),
    find=Phrases(
        _TECHNOLOGIES,
        _WIDGETS,
        r"\b(?:red|blue|green|yellow|grey|gray|black|white|orange|round|rounded|big|small|large)\s+(?:\S+\s+)?buttons?\b",
        r"\b(?:implemented|built|developed|written|programmed|coded)\s+(?:with|in|using)\s+(?-i:(?=[A-Z]))",
        r"\bin\s+(?:bold|italics?|red|green|blue|yellow|orange)(?:\s+(?:letters|font|text|type))?\b",
        r"\bbuttons?\s+(?:at|in|on)\s+the\s+(?:top|bottom|left|right|upper|lower)\b",
        r"\b(?:click|press|tap)(?:s|ing)?\s+(?:on\s+)?(?:the|a)\s+(?:\S+\s+)?button\b",
        unless=r"oracle\s+of|rest\s+of|the\s+rest|apache\s+licen[cs]e|azure\s+blue|(?:the|all|in)\s+rest\b",
    ),
)

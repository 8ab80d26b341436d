"""The processes of server mode: the desk, the API's door to Kafka, and what watches over them."""

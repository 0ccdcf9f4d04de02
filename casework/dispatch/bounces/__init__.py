"""What mail servers send back: read out of a mailbox, matched with the delivery, told to the officer."""
